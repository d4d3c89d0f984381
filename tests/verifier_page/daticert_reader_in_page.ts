/**
 * The reader of daticert.xml for a browser: the test puts a script of it into a page.
 *
 * @module
 */
import { parseDaticert } from "../../adapters/documents/pec/daticert_reader.ts";
import { readings } from "./daticert_readings.ts";

Object.assign(globalThis, {
  readings: (files: readonly string[]) => readings(files, parseDaticert),
});
