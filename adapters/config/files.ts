/**
 * The files that a configuration names: that they are there, and that nobody else reads the keys.
 *
 * @module
 */
import type { Configuration, DirectoryConfiguration } from "./configuration.ts";
import { type Problem, shown } from "./problems.ts";

/** Permission bits of everyone but the owner. */
const OTHERS = 0o077;

/** Every fault of the files that the configuration names. Reads no file's content. */
export async function fileProblems(configuration: Configuration): Promise<readonly Problem[]> {
  const keys = privateKeys(configuration);
  const found = await Promise.all(
    keys.map(([key, path, command]) => checkPrivateKey(key, path, command)),
  );
  // Made at the first start where it is missing.
  const { api: { port, key } } = configuration;
  if (port !== null && await exists(key)) found.push(await checkPrivateKey("api.key", key));
  const others = await publicFileProblems(configuration);
  return [...others, ...found.filter((problem) => problem !== undefined)];
}

/** Every fault of those that are no private keys. */
export async function publicFileProblems(
  configuration: Configuration,
): Promise<readonly Problem[]> {
  const found = await Promise.all([
    ...plainFiles(configuration).map(([key, path]) => checkFile(key, path)),
    checkFolder("storage.folder", configuration.storage.folder),
    ...(configuration.directory.source === null
      ? []
      : [checkCopy("directory.cache", configuration.directory.file)]),
  ]);
  return found.filter((problem) => problem !== undefined);
}

/** A setting, its file, and the command that makes such a file where there is one. */
type Named = readonly [key: string, path: string, command?: string];

function plainFiles({ directory, signing, trust, tls, proof }: Configuration): readonly Named[] {
  const required: Named[] = [
    ...directoryFiles(directory),
    ["signing.certificate", signing.certificate],
    ["signing.chain", signing.chain],
    ["trust.roots", trust.roots],
    ["tls.certificate", tls.certificate],
  ];
  const next = signing.next.flatMap(({ certificate, chain }, index): Named[] => [
    [`signing.next.${index}.certificate`, certificate],
    ...(chain === signing.chain ? [] : [[`signing.next.${index}.chain`, chain] as const]),
  ]);
  const crls = trust.crls.map((path, index): Named => [`trust.crls.${index}`, path]);
  const stamping = proof.authorities.map(({ roots }, index): Named => [
    `proof.authorities.${index}.roots`,
    roots,
  ]);
  const optional: Named[] = [];
  if (signing.library !== null) optional.push(["signing.library", signing.library]);
  if (trust.tlsRoots !== null) optional.push(["trust.tls_roots", trust.tlsRoots]);
  if (trust.intermediates !== null) optional.push(["trust.intermediates", trust.intermediates]);
  return [...required, ...next, ...crls, ...stamping, ...optional];
}

function directoryFiles({ file, source }: DirectoryConfiguration): readonly Named[] {
  if (source === null) return [["directory.file", file]];
  return [
    ["directory.client_certificate", source.clientCertificate],
    ["directory.signer_roots", source.signerRoots],
    ...(source.tlsRoots === null ? [] : [["directory.tls_roots", source.tlsRoots] as const]),
  ];
}

function privateKeys(
  { directory: { source }, signing, tls, dkim, proof }: Configuration,
): readonly Named[] {
  const next = signing.next.map(({ key }, index): Named => [`signing.next.${index}.key`, key]);
  const client: Named[] = source === null ? [] : [["directory.client_key", source.clientKey]];
  const mail: Named[] = dkim.key === null ? [] : [["dkim.key", dkim.key]];
  return [
    ["signing.key", signing.key],
    ...next,
    ...client,
    ["tls.key", tls.key],
    ["proof.key", proof.key, "ceralacca log key"],
    ...mail,
  ];
}

async function checkFile(
  key: string,
  path: string,
  command?: string,
): Promise<Problem | undefined> {
  const found = await status(path, command);
  if (typeof found === "string") return { key, text: `${shown(path)} ${found}` };
  if (!found.isFile) return { key, text: `${shown(path)} is not a file. Give the path of one.` };
  return undefined;
}

async function checkPrivateKey(
  key: string,
  path: string,
  command?: string,
): Promise<Problem | undefined> {
  const missing = await checkFile(key, path, command);
  if (missing) return missing;
  const { mode } = await Deno.stat(path);
  // Systems without POSIX permissions report no mode.
  if (mode === null || (mode & OTHERS) === 0) return undefined;
  const octal = (mode & 0o777).toString(8).padStart(4, "0");
  const text = `${shown(path)} is open to others than its owner (mode ${octal}). ` +
    "Close it: chmod 600, and a new key if others may have read it.";
  return { key, text };
}

/** The storage makes its folder itself; only something else in its place is a fault. */
async function checkFolder(key: string, path: string): Promise<Problem | undefined> {
  const found = await status(path);
  if (typeof found === "string" || found.isDirectory) return undefined;
  return { key, text: `${shown(path)} is not a folder. Give the path of one.` };
}

/** The copy is made by the first fetch; only something else in its place is a fault. */
async function checkCopy(key: string, path: string): Promise<Problem | undefined> {
  const found = await status(path);
  if (typeof found === "string" || found.isFile) return undefined;
  return { key, text: `${shown(path)} is not a file. Give the path of one.` };
}

async function exists(path: string): Promise<boolean> {
  return typeof await status(path) !== "string";
}

async function status(path: string, command?: string): Promise<Deno.FileInfo | string> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      const remedy = command === undefined ? "put the file there." : `run: ${command} ${path}`;
      return `does not exist. Correct the path, or ${remedy}`;
    }
    return `cannot be looked at (${(error as Error).message}). Give this user access to it.`;
  }
}
