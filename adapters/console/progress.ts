/**
 * How long-running commands tell how far they are: on a terminal in one line that changes, elsewhere in a
 * line now and then.
 *
 * @module
 */

/** Shows how far a command is. */
export interface Progress {
  /** So many things are done; `text` says it. */
  reached(count: number, text: string): void;
  /** Says something that stays. */
  note(text: string): void;
  /** Nothing more is shown in the changing line. */
  end(): void;
}

/** Things between two changes of the line on a terminal, and between two lines elsewhere. */
const STEP_ON_TERMINAL = 20;
const STEP_OF_LINES = 1000;

/** Moves to the start of the line and clears it. */
const CLEAR = "\r\x1b[K";

/** On a terminal. */
export function terminalProgress(write: (text: string) => void): Progress {
  return {
    reached(count, text) {
      if (count % STEP_ON_TERMINAL === 0) write(`${CLEAR}${text}`);
    },
    note: (text) => write(`${CLEAR}${text}\n`),
    end: () => write(CLEAR),
  };
}

/** In a file or a pipe. */
export function lineProgress(print: (line: string) => void): Progress {
  return {
    reached(count, text) {
      if (count % STEP_OF_LINES === 0) print(text);
    },
    note: print,
    end() {},
  };
}

/** On standard error, which leaves standard output to results. */
export function standardProgress(): Progress {
  if (!Deno.stderr.isTerminal()) return lineProgress((line) => console.error(line));
  const encoder = new TextEncoder();
  return terminalProgress((text) => Deno.stderr.writeSync(encoder.encode(text)));
}
