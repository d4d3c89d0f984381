/**
 * Python's imaplib and poplib, each with a job of its own.
 *
 * @module
 */
import { expect } from "expect";
import { join } from "node:path";
import { Desk, installed } from "./desk.ts";

const JOBS = import.meta.dirname!;
const available = await installed("python3", "--version");

Deno.test({
  name: "imaplib: STARTTLS, folders, content, searches, changes, IDLE and UTF-8 (needs python3)",
  ignore: !available,
  async fn() {
    await using desk = await Desk.open();
    const { user, password } = await desk.account("piero");
    const { imaps, imap } = desk.ports;
    const job = join(JOBS, "imaplib_job.py");
    await desk.run("python3", [job, `${imaps}`, `${imap}`, desk.authorityFile, user, password]);
    const held = desk.holdings(user).map(({ name, messages }) => [name, messages.length]);
    expect(held).toEqual([["Ricevute", 1], ["Perizie città", 1]]);
  },
});

Deno.test({
  name: "poplib: STLS, whole messages, the lock, and nothing deleted without QUIT (needs python3)",
  ignore: !available,
  async fn() {
    await using desk = await Desk.open();
    const { user, password } = await desk.account("piero");
    const count = 30;
    await desk.fill(user, "INBOX", 1, count);
    const { pop3s, pop3 } = desk.ports;
    const job = join(JOBS, "poplib_job.py");
    const args = [`${pop3s}`, `${pop3}`, desk.authorityFile, user, password, `${count}`];
    await desk.run("python3", [job, ...args]);
    expect(desk.holding(user, "INBOX").messages.map(({ uid }) => uid)).toEqual([1]);
  },
});
