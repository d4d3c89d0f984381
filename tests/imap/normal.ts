/**
 * Responses in a form in which those of two servers can be compared.
 *
 * @module
 */

/** A token of a response: an atom or a string, or a list of tokens. */
type Token = string | readonly Token[];

/** The responses to a command, sorted: untagged ones have no order of their own. */
export function normalised(responses: readonly string[]): string[] {
  return responses.map(normal).sort();
}

/** Without words for people, and with `#` for numbers that each server gives as it likes. */
function normal(response: string): string {
  if (response.startsWith("+")) return "+";
  const condition = /^(\S+ (?:OK|NO|BAD|BYE|PREAUTH))(?: (\[[^\]]*\]))?/.exec(response);
  if (condition) return numberless([condition[1], condition[2]].filter(Boolean).join(" "));
  const [, head = "", list] = /^(\* (?:\d+ FETCH|FLAGS) )(\([^]*)$/.exec(response) ?? [];
  if (list !== undefined) {
    const [tokens] = tokensOf(list);
    return numberless(head + (head.includes("FETCH") ? fetched(tokens!) : sorted(tokens!)));
  }
  const [, attributes, rest] = /^\* (?:LIST|LSUB) (\([^)]*\)) (.*)$/.exec(response) ?? [];
  if (attributes !== undefined) {
    const name = response.slice(2, 6);
    return `* ${name} ${sorted(tokensOf(attributes)[0]!)} ${rest!.replace(/"([\w/&-]+)"$/, "$1")}`;
  }
  return numberless(response);
}

function numberless(text: string): string {
  return text
    .replace(/\b(UIDVALIDITY|UIDNEXT|HIGHESTMODSEQ|MODSEQ|UID|APPENDLIMIT) (\d+|\(\d+\))/g, "$1 #")
    .replace(/\b(APPENDUID|COPYUID) [\d ,:]+/g, "$1 #")
    .replace(/\b(MAILBOXID|EMAILID|THREADID) \(\w+\)/g, "$1 #")
    .replace(/\b(INTERNALDATE|SAVEDATE) "[^"]*"/g, "$1 #")
    .trimEnd();
}

/** The items of a FETCH response, in the order of their names. */
function fetched(list: Token): string {
  const items: string[] = [];
  for (let at = 0; at < list.length; at += 2) {
    const name = list[at] as string;
    const value = list[at + 1]!;
    items.push(`${name} ${name === "FLAGS" ? sorted(value) : written(value)}`);
  }
  return `(${items.sort().join(" ")})`;
}

function sorted(list: Token): string {
  return typeof list === "string" ? list : `(${list.map(written).sort().join(" ")})`;
}

function written(token: Token): string {
  return typeof token === "string" ? token : `(${token.map(written).join(" ")})`;
}

/** Strings become quoted ones, whichever form they had. */
function tokensOf(text: string): Token[] {
  const stack: Token[][] = [[]];
  const pattern =
    /\(|\)|"((?:[^"\\]|\\.)*)"|~?\{(\d+)\}\r\n|[^\s()"{]+(?:\[[^\]]*\](?:<\d+>)?)?| /g;
  for (let found; (found = pattern.exec(text));) {
    const [token, quoted, size] = found;
    if (token === "(") stack.push([]);
    else if (token === ")") {
      const list = stack.pop()!;
      stack.at(-1)?.push(list);
    } else if (size !== undefined) {
      const end = pattern.lastIndex + Number(size);
      stack.at(-1)!.push(JSON.stringify(text.slice(pattern.lastIndex, end)));
      pattern.lastIndex = end;
    } else if (quoted !== undefined) {
      stack.at(-1)!.push(JSON.stringify(quoted.replace(/\\(.)/g, "$1")));
    } else if (token !== " ") stack.at(-1)!.push(token);
  }
  return stack[0]!;
}
