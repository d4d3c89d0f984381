/**
 * The program of a partner. In the sandbox, with a key that begins with `test_`:
 *
 * ```sh
 * deno run --allow-net --allow-read --allow-write --allow-env docs/examples/partner.ts
 * ```
 *
 * With a key that begins with `live_` it sends certified mail to people:
 * `partner.ts FROM RECIPIENT...`. `PEC_URL`, `PEC_KEY` and `PEC_CA` say where, and by which key.
 *
 * @module
 */
import { createClient, type PartnerApi } from "../../adapters/client/client.ts";
import type { Claim } from "../../adapters/verifier/verify.ts";
import { startReceiver } from "./receiver.ts";
import { fetchEvidence, type Mailing, sendAndFollow, verifyEvidence } from "./story.ts";

/** How many are written to in the sandbox. */
const RECIPIENTS = 50;

/** Where, and as whom. */
interface Stage {
  readonly mailing: Mailing;
  /** PEM. */
  readonly authorities: string;
  readonly sent?: () => Promise<void>;
  /** The time there. */
  readonly now: () => Promise<number>;
}

// deno-lint-ignore house/clock -- a program of partners has no clock of the engine's
const systemTime = () => Date.now();

function required(name: string): string {
  const value = Deno.env.get(name);
  if (value) return value;
  throw new Error(`Cannot begin: set ${name}. docs/partners.md says where a key comes from`);
}

/** A mailbox of one's own, the recipients with whom something happens, and 24 hours at once. */
async function sandboxStage(api: PartnerApi, reference: string): Promise<Stage> {
  const { data: sandbox } = await api.GET("/v1/sandbox");
  const { domain, other_domain, recipients, authority } = sandbox!;
  const from = `assemblea@${domain}`;
  await api.POST("/v1/sandbox/mailboxes", { body: { address: from } });
  const magic = recipients.map(({ address }) => address);
  const others = Array.from(
    { length: RECIPIENTS - magic.length },
    (_, index) => `socio-${index + 1}@${other_domain}`,
  );
  return {
    mailing: { from, to: [...magic, ...others], reference },
    authorities: authority,
    async sent() {
      await api.POST("/v1/sandbox/clock", { body: { advance: "PT24H" } });
    },
    now: async () => Date.parse((await api.GET("/v1/sandbox")).data!.now),
  };
}

async function main([from, ...to]: readonly string[]): Promise<void> {
  const trusted = Deno.env.get("PEC_CA");
  const authorities = trusted ? await Deno.readTextFile(trusted) : "";
  const client = Deno.createHttpClient({ caCerts: authorities ? [authorities] : [] });
  const api = createClient({
    url: required("PEC_URL"),
    key: required("PEC_KEY"),
    fetch: (request) => fetch(request, { client }),
  });
  const { data: me } = await api.GET("/v1/me");
  const reference = `assemblea-${systemTime()}`;
  if (me!.mode === "live" && (!from || to.length === 0)) {
    throw new Error("Cannot begin: with a live key, name the sender and the recipients");
  }
  const stage: Stage = me!.mode === "test" ? await sandboxStage(api, reference) : {
    mailing: { from: from!, to, reference },
    authorities,
    now: () => Promise.resolve(systemTime()),
  };
  await using receiver = startReceiver(systemTime);
  const { sent } = stage;
  const say = (line: string) => console.log(line);
  const tools = { api, receiver, say, ...(sent ? { sent } : {}) };
  const { message, states } = await sendAndFollow(stage.mailing, tools);
  for (const [state, some] of Map.groupBy(states, ([, state]) => state)) {
    const named = some.slice(0, 5).map(([recipient]) => recipient).join(", ");
    say(`  ${state}: ${some.length} (${named}${some.length > 5 ? " …" : ""})`);
  }

  const bundle = await fetchEvidence(api, message.id);
  await Deno.writeFile(`${message.id}.zip`, bundle, { createNew: true });
  say(`Wrote ${message.id}.zip, ${bundle.length} octets`);
  const claims = await verifyEvidence(bundle, stage.authorities, await stage.now());
  reportOn(claims, say);
}

/**
 * How many claims of each kind hold, and what one of the others lacks.
 *
 * @throws {Error} where one is false.
 */
function reportOn(claims: readonly Claim[], say: (line: string) => void): void {
  const proved = claims.filter(({ verdict }) => verdict === "holds").length;
  say(`Verified offline: ${proved} of ${claims.length} claims hold`);
  const others = claims.filter(({ verdict }) => verdict !== "holds");
  for (const [claim, some] of Map.groupBy(others, ({ claim }) => claim)) {
    const { verdict, subject, detail } = some[0]!;
    say(`  ${verdict}: ${claim} of ${subject}: ${detail} (${some.length} times)`);
  }
  if (others.some(({ verdict }) => verdict === "fails")) {
    throw new Error("Cannot believe the evidence: a claim is false");
  }
}

if (import.meta.main) await main(Deno.args);
