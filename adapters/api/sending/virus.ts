/**
 * Asks the scanner before anything is submitted.
 *
 * @module
 */
import type { Content } from "../../points/intake.ts";
import { virusIn } from "../../points/virus.ts";
import type { Fault } from "../problem.ts";
import type { World } from "../world.ts";
import { virusFault } from "./faults.ts";
import { problemOf } from "./readiness.ts";

/**
 * What the scanner has against a message.
 *
 * @throws {Problem} unavailable where it cannot be asked.
 */
export async function virusFaults({ provider }: World, content: Content): Promise<Fault[]> {
  try {
    const signature = await virusIn(provider, content);
    return signature === null ? [] : [virusFault(signature)];
  } catch (error) {
    throw problemOf(error);
  }
}
