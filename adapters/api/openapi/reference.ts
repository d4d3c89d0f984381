/**
 * The reference as a page, rendered from the OpenAPI document.
 *
 * The page is our own because ready-made ones are programs for the browser: megabytes of script
 * from a hundred packages, which want to evaluate code and to load fonts from elsewhere. This one
 * needs no script at all, works under the strictest policy, and can be read with a screen reader.
 *
 * @module
 */
import { type Markup, markup } from "../../http/client_setup/markup.ts";
import type { Language, Text } from "../language.ts";
import { PROBLEMS_PATH } from "../problem.ts";
import { DOCUMENT_PATH, type OpenApiDocument } from "./document.ts";
import { exampleCall } from "./example_call.ts";
import { page } from "./page.ts";
import { type Field, fieldsOf, type Schema, type Schemas } from "./schema_fields.ts";
import { TAGS } from "./tags.ts";

const TEXTS = {
  title: { en: "Ceralacca API: reference", it: "API Ceralacca: documentazione" },
  document: { en: "OpenAPI document", it: "Documento OpenAPI" },
  problems: { en: "Types of problems", it: "Tipi di problema" },
  parameters: { en: "Parameters", it: "Parametri" },
  body: { en: "Body", it: "Corpo" },
  answers: { en: "Answers", it: "Risposte" },
  example: { en: "Example", it: "Esempio" },
  scope: { en: "Scope", it: "Ambito" },
  required: { en: "required", it: "obbligatorio" },
} as const satisfies Readonly<Record<string, Text>>;

/** An operation of the document, as far as it is shown. */
export interface ShownOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly "x-scope"?: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Content };
  /** Problems stand elsewhere in the document: they have one form. */
  readonly responses: Readonly<Record<string, ShownAnswer | { readonly $ref: string }>>;
}

/** An answer that is no problem. */
export interface ShownAnswer {
  readonly description: string;
  readonly content?: Content;
}

/** Schemas by media types. */
export type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

/** An operation with its place. */
export interface PlacedOperation {
  readonly method: string;
  readonly path: string;
  readonly operation: ShownOperation;
}

/** The page. */
export function referencePage(document: OpenApiDocument, language: Language): string {
  const operations = operationsOf(document);
  const schemas = (document.components?.schemas ?? {}) as Schemas;
  const parts = TAGS.map((tag) => ({
    tag,
    own: operations.filter(({ operation }) => operation.tags[0] === tag.name),
  })).filter(({ own }) => own.length > 0);
  return page(language, TEXTS.title[language], [
    markup`<p><a href="${DOCUMENT_PATH}">${TEXTS.document[language]}</a> ·
<a href="${PROBLEMS_PATH}">${TEXTS.problems[language]}</a></p>
<nav><ul>
${parts.map(({ tag, own }) => contents(tag.name, tag.title[language], own))}</ul></nav>
`,
    ...parts.map(({ tag, own }) =>
      markup`<section id="${tag.name}">
<h2>${tag.title[language]}</h2>
<p>${tag.about[language]}</p>
${own.map((one) => article(one, schemas, language))}</section>
`
    ),
  ]);
}

function operationsOf({ paths }: OpenApiDocument): PlacedOperation[] {
  return Object.entries(paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Readonly<Record<string, ShownOperation>>).map((
      [method, operation],
    ) => ({ method: method.toUpperCase(), path, operation }))
  );
}

function contents(name: string, title: string, own: readonly PlacedOperation[]): Markup {
  return markup`<li><details><summary><a href="#${name}">${title}</a></summary><ul>
${
    own.map(({ operation: { operationId, summary } }) =>
      markup`<li><a href="#${operationId}">${summary}</a></li>\n`
    )
  }</ul></details></li>
`;
}

function article(
  placed: PlacedOperation,
  schemas: Schemas,
  language: Language,
): Markup {
  const { method, path, operation } = placed;
  const { operationId, summary, description = "", parameters = [], requestBody } = operation;
  const scope = operation["x-scope"];
  const inputs = parameters.map(({ name, in: place, required = false, description, schema }) => ({
    ...fieldsOf(schema, schemas)[0]!,
    name: `${name} (${place})`,
    required,
    description: description ?? schema.description ?? "",
  }));
  return markup`<article id="${operationId}">
<h3>${summary}</h3>
<p><code>${method} ${path}</code></p>
${scope ? markup`<p>${TEXTS.scope[language]}: <code>${scope}</code></p>\n` : ""}\
${paragraphs(description)}\
${inputs.length > 0 ? table(TEXTS.parameters[language], inputs, language) : ""}\
${bodies(TEXTS.body[language], requestBody?.content, schemas, language)}\
<h4>${TEXTS.answers[language]}</h4>
${answers(operation, schemas, language)}\
<h4>${TEXTS.example[language]}</h4>
<pre>${exampleCall(placed, schemas)}</pre>
</article>
`;
}

/** Descriptions are in English alone, with paragraphs and `code`. */
function paragraphs(text: string): readonly Markup[] {
  return text.split("\n\n").map((paragraph) => markup`<p lang="en">${coded(paragraph)}</p>\n`);
}

function coded(text: string): readonly Markup[] {
  return text.split("`").map((piece, index) =>
    index % 2 === 0 ? markup`${piece}` : markup`<code>${piece}</code>`
  );
}

/** Problems have one form: their statuses suffice. */
function answers(
  { responses }: ShownOperation,
  schemas: Schemas,
  language: Language,
): readonly Markup[] {
  const problems = Object.keys(responses).filter((status) => "$ref" in responses[status]!);
  return [
    ...Object.entries(responses).flatMap(([status, answer]) =>
      "$ref" in answer ? [] : [
        markup`<p lang="en"><code>${status}</code> ${coded(answer.description)}</p>
${bodies("", answer.content, schemas, language)}`,
      ]
    ),
    markup`<p>${TEXTS.problems[language]}: <code>${problems.join(" ")}</code></p>\n`,
  ];
}

function bodies(
  title: string,
  content: Content | undefined,
  schemas: Schemas,
  language: Language,
): readonly Markup[] {
  return Object.entries(content ?? {}).map(([type, { schema }]) =>
    table(`${title} ${type}`.trim(), schema ? fieldsOf(schema, schemas) : [], language)
  );
}

function table(caption: string, fields: readonly Field[], language: Language): Markup {
  return markup`<details><summary>${caption}</summary>
<table>
${
    fields.map(({ name, type, required, description }) =>
      markup`<tr><th scope="row"><code>${name}</code></th><td><code>${type}</code>\
${required ? ` ${TEXTS.required[language]}` : ""}</td><td lang="en">${coded(description)}</td></tr>
`
    )
  }</table>
</details>
`;
}
