/**
 * What is known to differ between the answers of two servers: `tests/dialogues/dovecot_differences`.
 *
 *     everywhere                    (or certain commands: their responses are rewritten)
 *     ~ REGULAR EXPRESSION => REPLACEMENT
 *     RFC …: the reason, which may go on
 *     over several lines
 *
 *     store.imap a4 2:a5, copy.imap a1        (the dialogue, and the commands by their tags)
 *     + a response of ours alone
 *     - a response of Dovecot's alone
 *     RFC …: the reason
 *
 * Blocks are separated by empty lines. Responses are normalised and rewritten; one that is empty
 * then does not count. `T` in `+` and `-` lines is the command's tag.
 *
 * @module
 */

/** A rewriting of responses. */
interface Rewriting {
  /** Whose responses; null for all. */
  readonly commands: ReadonlySet<string> | null;
  readonly pattern: RegExp;
  readonly replacement: string;
  used: boolean;
}

/** A response that one server alone gives. */
export interface Difference {
  /** `store.imap 2:a4`. */
  readonly command: string;
  readonly side: "+" | "-";
  readonly response: string;
}

/** What is known to differ. */
export class Differences {
  readonly #rewritings: Rewriting[] = [];
  /** By command, side and response; whether each has been met. */
  readonly #known = new Map<string, boolean>();

  /** Reads the file. Throws for blocks that explain nothing. */
  constructor(text: string) {
    for (const block of text.split(/\n\s*\n/)) {
      const lines = block.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
      const [head, ...rest] = lines;
      if (head === undefined) continue;
      if (!rest.some((line) => /^RFC \d+ /.test(line))) {
        throw new Error(`Cannot accept a difference: no RFC explains it: ${head}`);
      }
      this.#add(head, rest.filter((line) => /^[-+~] /.test(line)));
    }
  }

  /** What two servers have said in answer to a command, as far as nothing explains it. */
  unexplained(
    command: string,
    ours: readonly string[],
    theirs: readonly string[],
  ): readonly Difference[] {
    const one = this.#rewritten(command, ours);
    const other = this.#rewritten(command, theirs);
    return [
      ...without(one, other).map((response) => ({ command, side: "+" as const, response })),
      ...without(other, one).map((response) => ({ command, side: "-" as const, response })),
    ].filter((difference) => !this.#explains(difference));
  }

  /** What the file explains and nobody has met. */
  get stale(): readonly string[] {
    const unused = this.#rewritings.filter(({ used }) => !used);
    const unmet = [...this.#known].filter(([, met]) => !met);
    return [...unused.map(({ pattern }) => `${pattern}`), ...unmet.map(([key]) => key)];
  }

  #add(head: string, lines: readonly string[]): void {
    for (const line of lines) {
      const text = line.slice(2);
      if (line.startsWith("~")) {
        const commands = head === "everywhere" ? null : new Set(commandsOf(head));
        const [pattern = "", replacement = ""] = text.split(/ => ?/);
        const compiled = new RegExp(pattern, "g");
        this.#rewritings.push({ commands, pattern: compiled, replacement, used: false });
      } else {
        for (const command of commandsOf(head)) {
          const tag = command.slice(command.search(/\w+$/));
          this.#known.set(`${command} ${line.replace(/^(.) T /, `$1 ${tag} `)}`, false);
        }
      }
    }
  }

  #explains({ command, side, response }: Difference): boolean {
    const key = `${command} ${side} ${response}`;
    if (!this.#known.has(key)) return false;
    this.#known.set(key, true);
    return true;
  }

  #rewritten(command: string, responses: readonly string[]): readonly string[] {
    return responses.map((response) => {
      let text = response;
      for (const rewriting of this.#rewritings) {
        if (rewriting.commands && !rewriting.commands.has(command)) continue;
        const next = text.replace(rewriting.pattern, rewriting.replacement);
        if (next !== text) rewriting.used = true;
        text = next;
      }
      return text;
    }).filter((text) => text !== "");
  }
}

/** `store.imap a4 a5, copy.imap a1` as `store.imap a4`, `store.imap a5` and `copy.imap a1`. */
function commandsOf(head: string): readonly string[] {
  return head.split(", ").flatMap((part) => {
    const [dialogue, ...tags] = part.split(" ");
    return tags.map((tag) => `${dialogue} ${tag}`);
  });
}

/** The elements of one list that the other lacks, however often they stand there. */
function without(one: readonly string[], other: readonly string[]): readonly string[] {
  const rest = [...other];
  return one.filter((element) => {
    const at = rest.indexOf(element);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}
