/**
 * A signing key in OpenSSL's libcrypto through FFI: the same signatures as WebCrypto's, more of
 * them a second.
 *
 * No `Deno.UnsafePointer` is used, so that `--allow-ffi=<path of the library>` is permission
 * enough. The call that computes runs off the main thread.
 *
 * @module
 */
import { privateKeyFromPem } from "../documents/smime/pem.ts";
import type { SigningKey } from "../documents/smime/signing_key.ts";
import { requireMatch, signingCertificate } from "./key_certificate.ts";
import type { KeyMaterial } from "./webcrypto_key.ts";

/** Only symbols that every OpenSSL 3 has: one that is missing would fail the whole library. */
const SYMBOLS = {
  BIO_new_mem_buf: { parameters: ["buffer", "i32"], result: "pointer" },
  BIO_free: { parameters: ["pointer"], result: "i32" },
  d2i_PrivateKey_bio: { parameters: ["pointer", "pointer"], result: "pointer" },
  EVP_PKEY_get_size: { parameters: ["pointer"], result: "i32" },
  EVP_PKEY_free: { parameters: ["pointer"], result: "void" },
  EVP_sha256: { parameters: [], result: "pointer" },
  EVP_MD_CTX_new: { parameters: [], result: "pointer" },
  EVP_MD_CTX_copy_ex: { parameters: ["pointer", "pointer"], result: "i32" },
  EVP_MD_CTX_free: { parameters: ["pointer"], result: "void" },
  EVP_DigestSignInit: {
    parameters: ["pointer", "pointer", "pointer", "pointer", "pointer"],
    result: "i32",
  },
  EVP_DigestSign: {
    parameters: ["pointer", "buffer", "buffer", "buffer", "usize"],
    result: "i32",
    nonblocking: true,
  },
} as const;

type Library = Deno.DynamicLibrary<typeof SYMBOLS>;

/** A key whose memory lies outside the JavaScript heap and must be given back. */
export interface DisposableKey extends SigningKey, AsyncDisposable {}

/**
 * Loads a key into libcrypto.
 *
 * @param libraryPath Absolute path of OpenSSL 3's libcrypto, the same as in `--allow-ffi`.
 * @throws {Error} if the library cannot be loaded, key and certificate do not belong together, or
 *   the certificate may not sign a provider's documents (RFC 6109 §5.5).
 */
export async function openLibcryptoKey(
  material: KeyMaterial,
  libraryPath: string,
): Promise<DisposableKey> {
  const certificate = signingCertificate(material.certificatePem, material.address);
  const key = new LibcryptoKey(
    load(libraryPath),
    privateKeyFromPem(material.privateKeyPem),
    certificate.raw,
  );
  try {
    await requireMatch(key, certificate);
    return key;
  } catch (error) {
    await key[Symbol.asyncDispose]();
    throw error;
  }
}

function load(path: string): Library {
  try {
    return Deno.dlopen(path, SYMBOLS);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `Cannot load OpenSSL 3's libcrypto from ${path}: ${reason}. Install it (Debian: libssl3), ` +
        `name its absolute path and allow it with --allow-ffi=${path}, or sign with WebCrypto`,
      { cause },
    );
  }
}

/** The memory that one call uses; held until it has ended, so that it is not collected before. */
interface Call {
  readonly data: Uint8Array<ArrayBuffer>;
  readonly signature: Uint8Array<ArrayBuffer>;
  /** size_t: room in `signature`, then bytes written. */
  readonly length: BigUint64Array<ArrayBuffer>;
}

class LibcryptoKey implements DisposableKey {
  readonly certificate: Uint8Array;
  readonly #library: Library;
  readonly #key: Deno.PointerValue;
  /** Initialised once and copied for each signature, which spares looking the algorithms up. */
  readonly #context: Deno.PointerValue;
  readonly #size: number;
  readonly #calls = new Map<Call, Promise<number>>();
  #open = true;

  constructor(library: Library, pkcs8: Uint8Array<ArrayBuffer>, certificate: Uint8Array) {
    this.certificate = certificate;
    this.#library = library;
    const { symbols } = library;
    const bio = symbols.BIO_new_mem_buf(pkcs8, pkcs8.length);
    this.#key = symbols.d2i_PrivateKey_bio(bio, null);
    symbols.BIO_free(bio);
    this.#context = symbols.EVP_MD_CTX_new();
    const ready = this.#key !== null && this.#context !== null &&
      symbols.EVP_DigestSignInit(this.#context, null, symbols.EVP_sha256(), null, this.#key) === 1;
    if (!ready) {
      this.#free();
      throw new Error("Cannot use the signing key: libcrypto does not read it");
    }
    this.#size = symbols.EVP_PKEY_get_size(this.#key);
  }

  async sign(data: Uint8Array): Promise<Uint8Array> {
    if (!this.#open) throw new Error("Cannot sign: the key is closed");
    const { symbols } = this.#library;
    const call: Call = {
      data: Uint8Array.from(data),
      signature: new Uint8Array(this.#size),
      length: BigUint64Array.of(BigInt(this.#size)),
    };
    const context = symbols.EVP_MD_CTX_new();
    try {
      // A context that could not be copied must not be used: it would end the process.
      if (context === null || symbols.EVP_MD_CTX_copy_ex(context, this.#context) !== 1) {
        throw new Error("Cannot sign: libcrypto gives no context");
      }
      const { signature, length } = call;
      const done = symbols.EVP_DigestSign(
        context,
        signature,
        length,
        call.data,
        BigInt(call.data.length),
      );
      this.#calls.set(call, done);
      if (await done !== 1) throw new Error("Cannot sign: libcrypto refuses");
      return signature.subarray(0, Number(length[0]));
    } finally {
      symbols.EVP_MD_CTX_free(context);
      this.#calls.delete(call);
    }
  }

  /** Waits for the signatures under way, then frees the key and closes the library. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await Promise.allSettled(this.#calls.values());
    this.#free();
  }

  #free(): void {
    this.#library.symbols.EVP_MD_CTX_free(this.#context);
    this.#library.symbols.EVP_PKEY_free(this.#key);
    this.#library.close();
  }
}
