/**
 * The providers' index: which addresses are certified, and by whom. It knows domains; whether there
 * is a mailbox it does not know, and nobody is told.
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { domainOf } from "../../../events/address.ts";
import type { ProviderDirectory } from "../../directory/directory.ts";
import type { Api } from "../api.ts";
import { operation, problems } from "../operation.ts";
import { schemaText } from "../schema_texts.ts";
import { addressSchema, digestSchema, instantSchema, textOfInstant } from "../schemas.ts";

const editionSchema = z.object({
  digest: digestSchema.openapi({
    description: "SHA-256 of the index (LDIF): the same digest means the same answers.",
  }),
  providers: z.int().openapi({ description: "Operating environments of providers." }),
  domains: z.int().openapi({ description: "Certified domains." }),
  signed_at: instantSchema.nullable().openapi({
    description: "When the authority has signed it; null where the provider keeps a plain file.",
  }),
  fetched_at: instantSchema.nullable().openapi({
    description: "When it was last fetched and found good; null for a plain file.",
  }),
}).openapi("DirectoryEdition");

const domainSchema = z.string().min(1).max(255).regex(
  /^[^@\s]+$/,
  schemaText({
    en: "It is no domain: write beta.example",
    it: "Non è un dominio: scrivi beta.example",
  }),
).openapi({
  example: "beta.example",
});

const answer = {
  domain: domainSchema,
  certified: z.boolean().openapi({
    description: "Whether it is a certified domain: whoever sends there gets receipts.",
  }),
  provider: z.object({
    name: z.string(),
    unit: z.string().nullable().openapi({
      description: "The name of a secondary operating environment; null for the main one.",
    }),
  }).nullable().openapi({ description: "Who keeps the domain's mailboxes; null for nobody." }),
};

const directory = editionSchema.openapi({ description: "The edition that has answered." });

const domainAnswerSchema = z.object({ ...answer, directory }).openapi("DirectoryDomain");
const addressAnswerSchema = z.object({ address: addressSchema, ...answer, directory })
  .openapi("DirectoryAddress");

/** The most addresses of one look-up. */
const MOST = 500;

const getDirectory = operation({ scope: "directory:read", changes: "nothing" }, {
  method: "get",
  path: "/v1/directory",
  operationId: "getDirectory",
  tags: ["Directory"],
  summary: "The edition of the providers' index that is in use",
  description: "The authority signs the index of all providers (RFC 6109 §4.5); its SHA-256 is " +
    "in every answer of the directory.",
  responses: {
    200: {
      description: "The edition.",
      content: { "application/json": { schema: editionSchema } },
    },
  },
});

const getDirectoryDomain = operation({ scope: "directory:read", changes: "nothing" }, {
  method: "get",
  path: "/v1/directory/domains/{domain}",
  operationId: "getDirectoryDomain",
  tags: ["Directory"],
  summary: "Whether a domain is certified",
  description: "Which provider keeps its mailboxes, as of the edition that is in use.",
  request: { params: z.object({ domain: domainSchema }) },
  responses: {
    200: {
      description: "What the index says.",
      content: { "application/json": { schema: domainAnswerSchema } },
    },
  },
});

const getDirectoryAddress = operation({ scope: "directory:read", changes: "nothing" }, {
  method: "get",
  path: "/v1/directory/addresses/{address}",
  operationId: "getDirectoryAddress",
  tags: ["Directory"],
  summary: "Whether an address is certified",
  description: "By its domain: whether there is such a mailbox only a message shows.",
  request: { params: z.object({ address: addressSchema }) },
  responses: {
    200: {
      description: "What the index says.",
      content: { "application/json": { schema: addressAnswerSchema } },
    },
  },
});

const lookUpAddresses = operation({ scope: "directory:read", changes: "nothing" }, {
  method: "post",
  path: "/v1/directory/lookups",
  operationId: "lookUpAddresses",
  tags: ["Directory"],
  summary: "Whether addresses are certified",
  description: "Many at once, all of them by one edition. Changes nothing.",
  request: {
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z.strictObject({ addresses: z.array(addressSchema).min(1).max(MOST) })
            .openapi("DirectoryQuestion"),
        },
      },
    },
  },
  responses: {
    200: {
      description: "What the index says of each, in the order of the request.",
      content: {
        "application/json": {
          schema: z.object({
            data: z.array(z.object({ address: addressSchema, ...answer })),
            directory,
          }).openapi("DirectoryAnswers"),
        },
      },
    },
    ...problems(422),
  },
});

/** Adds the operations on the index. */
export function mountDirectory(api: Api): void {
  api.openapi(getDirectory, (context) => {
    return context.json(editionView(context.get("world").provider.directory), 200);
  });
  api.openapi(getDirectoryDomain, (context) => {
    const { domain } = context.req.valid("param");
    const { directory } = context.get("world").provider;
    const shown = { ...answerOf(directory, domain), directory: editionView(directory) };
    return context.json(shown, 200);
  });
  api.openapi(getDirectoryAddress, (context) => {
    const { address } = context.req.valid("param");
    const { directory } = context.get("world").provider;
    const found = answerOf(directory, domainOf(address));
    return context.json({ address, ...found, directory: editionView(directory) }, 200);
  });
  api.openapi(lookUpAddresses, (context) => {
    const { addresses } = context.req.valid("json");
    const { directory } = context.get("world").provider;
    const data = addresses.map((address) => ({
      address,
      ...answerOf(directory, domainOf(address)),
    }));
    return context.json({ data, directory: editionView(directory) }, 200);
  });
}

/** As the access point asks when it accepts a message (RFC 6109 §2.2.1). */
function answerOf(directory: ProviderDirectory, domain: string) {
  const found = directory.providerOfDomain(domain);
  return {
    domain: domain.toLowerCase(),
    certified: found !== undefined,
    provider: found ? { name: found.name, unit: found.unit ?? null } : null,
  };
}

function editionView({ edition }: ProviderDirectory): z.output<typeof editionSchema> {
  const { digest, providers, domains, signedAt, confirmedAt } = edition;
  return {
    digest,
    providers,
    domains,
    signed_at: signedAt === null ? null : textOfInstant(signedAt),
    fetched_at: confirmedAt === null ? null : textOfInstant(confirmedAt),
  };
}
