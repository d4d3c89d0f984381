/**
 * Why a server cannot listen, and what can be done about it.
 *
 * @module
 */

/** What to do, by the system's error code. */
const REMEDIES: Readonly<Record<string, (setting: string) => string>> = {
  EADDRINUSE: (setting) => `another program listens there. Stop it, or change ${setting}`,
  EACCES: (setting) => `the system does not permit it. Grant it, or change ${setting}`,
  EADDRNOTAVAIL: (setting) =>
    `this machine has no such address. Change ${setting.replace(/\.\w+$/, ".address")}`,
};

/**
 * Passes on a server that has been started; if it cannot listen, throws with the address, the port
 * and the remedy.
 *
 * @param setting where the port stands in the configuration, such as `submission.tls_port`.
 */
export async function listening<Server>(
  setting: string,
  started: Promise<Server>,
): Promise<Server> {
  try {
    return await started;
  } catch (error) {
    const { code = "", address, port } = error as Partial<NodeListenError>;
    const remedy = REMEDIES[code];
    if (!remedy) throw error;
    throw new Error(`Cannot listen on ${address} port ${port}: ${remedy(setting)}`, {
      cause: error,
    });
  }
}

/** What node:net says of a port that it cannot listen on. */
interface NodeListenError {
  readonly code: string;
  readonly address: string;
  readonly port: number;
}
