/**
 * Why a server cannot listen, and what can be done about it.
 *
 * @module
 */

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
    const { code, address, port } = error as Partial<ListenError>;
    if (code === undefined || port === undefined) throw error;
    const remedy = remedyFor(code, setting);
    throw new Error(`Cannot listen on ${address} port ${port}: ${remedy}`, { cause: error });
  }
}

function remedyFor(code: string, setting: string): string {
  if (code === "EADDRINUSE") return `another program listens there. Stop it, or change ${setting}`;
  if (code === "EACCES") return `the system does not permit it. Grant it, or change ${setting}`;
  const address = setting.replace(/\.\w+$/, ".address");
  return `the system refuses it (${code}). Change ${address} to an address of this machine`;
}

/** What node:net says of a port that it cannot listen on. */
interface ListenError {
  readonly code: string;
  readonly address: string;
  readonly port: number;
}
