/**
 * Setting up mail programs: what holders read, and what their programs ask. Every answer follows
 * from the domain of an address alone, so that none tells whether there is such a mailbox.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import type { Clock } from "../../../events/instant.ts";
import { autoconfig, AUTOCONFIG_PATHS } from "./autoconfig.ts";
import {
  AUTODISCOVER_PATH,
  type AutodiscoverFault,
  autodiscoverFault,
  autodiscoverSettings,
} from "./autodiscover.ts";
import { readAutodiscoverRequest } from "./autodiscover_request.ts";
import { type Standing, standingOf } from "./holder_address.ts";
import { mobileconfig, MOBILECONFIG_TYPE } from "./mobileconfig.ts";
import { page, PAGE_POLICY } from "./page.ts";
import type { ClientServices } from "./services.ts";

const PROFILE_PATH = "/mobileconfig";

const XML = "text/xml; charset=utf-8";

/** Nothing of what holders ask is kept on the way, and nothing is taken for what it is not. */
const HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=31536000",
  "x-content-type-options": "nosniff",
};

const REFUSALS: Readonly<Record<Exclude<Standing, "served">, string>> = {
  foreign: "The domain of this address is not served here.\n" +
    "Il dominio di questo indirizzo non è gestito qui.\n",
  malformed: "This is no mail address.\nQuesto non è un indirizzo di posta.\n",
};

const NO_PROFILE = "There is no profile: this provider offers no IMAP and no POP3.\n" +
  "Non c'è un profilo: questo gestore non offre né IMAP né POP3.\n";

/** The application. Request bodies come to it limited already. */
export function clientSetup(services: ClientServices, clock: Clock): Hono {
  const application = new Hono({ getPath });
  application.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) {
      if (!context.res.headers.has(name)) context.res.headers.set(name, value);
    }
  });
  application.get("/", (context) => {
    return context.html(page(services, PROFILE_PATH), 200, {
      "content-security-policy": PAGE_POLICY,
    });
  });
  application.on("GET", [...AUTOCONFIG_PATHS], (context) => {
    // Programs that ask at the domain itself do not say for whom.
    const address = context.req.query("emailaddress")?.trim();
    const standing = address === undefined ? "served" : standingOf(address, services.domains);
    if (standing !== "served") return refusal(context, standing);
    return context.body(autoconfig(services), 200, { "content-type": XML });
  });
  application.get(PROFILE_PATH, (context) => profile(context, services));
  application.post(AUTODISCOVER_PATH, (context) => discovered(context, services, clock));
  for (const path of ["/", ...AUTOCONFIG_PATHS, PROFILE_PATH]) {
    application.all(path, (context) => context.text("", 405, { allow: "GET, HEAD" }));
  }
  application.all(AUTODISCOVER_PATH, (context) => context.text("", 405, { allow: "POST" }));
  return application.notFound((context) => context.text("", 404));
}

/** Outlook writes the path in its own way. */
function getPath(request: Request): string {
  const { pathname } = new URL(request.url);
  return pathname.toLowerCase() === AUTODISCOVER_PATH ? AUTODISCOVER_PATH : pathname;
}

function refusal(context: Context, standing: Exclude<Standing, "served">): Response {
  return context.text(REFUSALS[standing], standing === "foreign" ? 404 : 400);
}

function profile(context: Context, services: ClientServices): Response {
  const address = context.req.query("address")?.trim() ?? "";
  const standing = standingOf(address, services.domains);
  if (standing !== "served") return refusal(context, standing);
  const document = mobileconfig(services, address);
  if (document === null) return context.text(NO_PROFILE, 404);
  return context.body(document, 200, {
    "content-type": MOBILECONFIG_TYPE,
    // The name holds nothing that was asked: no header can be made from an address.
    "content-disposition": 'attachment; filename="pec.mobileconfig"',
  });
}

async function discovered(
  context: Context,
  services: ClientServices,
  clock: Clock,
): Promise<Response> {
  const fault = (fault: AutodiscoverFault, status: 400 | 404) =>
    context.body(autodiscoverFault(fault, clock.now()), status, { "content-type": XML });
  const request = readAutodiscoverRequest(new Uint8Array(await context.req.arrayBuffer()));
  if (request.kind === "malformed") return fault("invalid-request", 400);
  if (request.kind === "other-schema") return fault("no-such-schema", 404);
  const { address } = request;
  switch (standingOf(address, services.domains)) {
    case "malformed":
      return fault("invalid-request", 400);
    case "foreign":
      return fault("not-found", 404);
    case "served": {
      const settings = autodiscoverSettings(services, address);
      return context.body(settings, 200, { "content-type": XML });
    }
  }
}
