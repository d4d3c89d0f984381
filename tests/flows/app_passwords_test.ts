/**
 * Submission under a second factor: with app passwords made to send, and nothing else.
 *
 * @module
 */
import { expect } from "expect";
import type { AppPasswordWish } from "../../adapters/accounts/new_app_password.ts";
import {
  addAppPassword,
  revokeAppPassword,
  setSecondFactor,
} from "../../adapters/console/app_passwords.ts";
import { random } from "../../adapters/opening/random.ts";
import { advanceUntil } from "../support/advance_until.ts";
import { mailTo } from "./mail.ts";
import { Providers } from "./providers.ts";
import { SmtpClient } from "./smtp_client.ts";

const ANNA = "anna@alfa.example";
const BRUNO = "bruno@beta.example";

Deno.test("flow: an account with a second factor submits with an app password", async (t) => {
  await using providers = await Providers.start();
  const { alfa, clock } = providers;
  const { runtime } = alfa.serving;
  const add = (wish: AppPasswordWish) => addAppPassword(runtime, ANNA, wish, random);
  await setSecondFactor(runtime, ANNA, true);
  const read = await add({ name: "read", scope: "read" });
  const send = await add({ name: "send", scope: "send", networks: ["127.0.0.0/8"] });
  const elsewhere = await add({ name: "elsewhere", scope: "both", networks: ["192.0.2.0/24"] });

  const wrong = { code: 535, text: "5.7.8 Authentication credentials invalid" };
  const login = async (password: string) => {
    await using client = await SmtpClient.tls(alfa.accessPoint);
    return await advanceUntil(client.login(ANNA, password), () => clock.advance(1000));
  };
  await t.step("made to read, bound elsewhere, her own password: 535", async () => {
    for (const password of [read, elsewhere, alfa.passwordOf(ANNA), "sbagliata"]) {
      expect(await login(password)).toEqual(wrong);
    }
  });
  await t.step("made to send: the message is taken", async () => {
    await using client = await SmtpClient.tls(alfa.accessPoint);
    expect(await client.login(ANNA, send)).toMatchObject({ code: 235 });
    expect(await client.send(ANNA, [BRUNO], mailTo(BRUNO))).toMatchObject({ code: 250 });
    await providers.settled();
  });
  await t.step("revoked: 535", async () => {
    await revokeAppPassword(runtime, ANNA, "send");
    expect(await login(send)).toEqual(wrong);
  });
});
