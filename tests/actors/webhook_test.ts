/** @module */
import { expect } from "expect";
import { webhook } from "../../actors/webhook.ts";
import { HOUR } from "../../events/instant.ts";
import type { WebhookEvent } from "../../events/webhook.ts";
import { fold, given } from "../support/given.ts";

const AT = Date.UTC(2026, 10, 22, 8);
const by = "k7f3q9w2e5r8";
const settings = {
  url: "https://gestionale.example/pec",
  description: "",
  mailboxes: ["anna@alfa.example"],
};
const created: WebhookEvent = {
  type: "webhook.created",
  at: AT,
  ...settings,
  client: "gestionale",
  from: 7,
  generation: 1,
  by,
};
const rotated = (generation: number, oldUntil: number): WebhookEvent => ({
  type: "webhook.secret-rotated",
  at: AT,
  generation,
  oldUntil,
  by,
});

Deno.test("webhook: what does not exist cannot be changed, and no id is given twice", () => {
  given(webhook, []).when({ type: "enable", by }, AT).thenRefused("unknown");
  const create = { type: "create", client: "gestionale", settings, from: 7, by } as const;
  given(webhook, []).when(create, AT).then([created]);
  const deleted: WebhookEvent = { type: "webhook.deleted", at: AT, by };
  given(webhook, [created, deleted]).when(create, AT).thenRefused("exists");
  given(webhook, [created, deleted]).when({ type: "delete", by }, AT).thenRefused("unknown");
});

Deno.test("webhook: a change is refused whose caller has not seen the one before", () => {
  const change = { type: "change", settings, by } as const;
  const changed: WebhookEvent = { type: "webhook.changed", at: AT, ...settings, by };
  given(webhook, [created]).when({ ...change, seen: 1 }, AT).then([changed]);
  given(webhook, [created, changed]).when({ ...change, seen: 1 }, AT).thenRefused("changed");
});

Deno.test("webhook: five secrets are in use at the most, and older ones end when said", () => {
  const events: WebhookEvent[] = [created];
  for (let generation = 2; generation <= 5; generation++) {
    events.push(rotated(generation, AT + generation * HOUR));
  }
  const rotate = { type: "rotate", overlap: 24 * HOUR, by } as const;
  given(webhook, events).when(rotate, AT).thenRefused("too-many-secrets");
  given(webhook, events).when(rotate, AT + 3 * HOUR).then([
    { ...rotated(6, AT + 27 * HOUR), at: AT + 3 * HOUR },
  ]);
  given(webhook, events).when({ ...rotate, overlap: 0 }, AT).then([rotated(6, AT)]);
  expect(fold(webhook, [...events, rotated(6, AT)]).older).toEqual([]);
  given(webhook, [created]).when({ ...rotate, overlap: 800 * HOUR }, AT).thenRefused("overlap");
});

Deno.test("webhook: disabling and enabling again says nothing new", () => {
  const disabled: WebhookEvent = { type: "webhook.disabled", at: AT, reason: "gone", by };
  const disable = { type: "disable", reason: "failing", by } as const;
  given(webhook, [created, disabled]).when(disable, AT).then([]);
  given(webhook, [created]).when({ type: "enable", by }, AT).then([]);
  given(webhook, [created, disabled]).when({ type: "enable", by }, AT).then([
    { type: "webhook.enabled", at: AT, by },
  ]);
});
