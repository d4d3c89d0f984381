/**
 * Progress that nobody watches.
 *
 * @module
 */
import type { Progress } from "../../adapters/console/progress.ts";

export const silent: Progress = { reached() {}, note() {}, end() {} };
