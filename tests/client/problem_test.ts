/**
 * What the client makes of answers that are problems.
 *
 * @module
 */
import { expect } from "expect";
import { ApiProblem } from "../../adapters/client/problem.ts";

Deno.test("a problem says what, where and when to try again", () => {
  const document = {
    type: "/v1/problems/invalid-content",
    detail: "The content breaks a rule",
    instance: "urn:uuid:1",
    errors: [{ pointer: "/to/0", detail: "Not a mail address" }],
  };
  const response = new Response(null, { status: 422, headers: { "retry-after": "7" } });
  const problem = new ApiProblem(document, response);
  expect(problem).toMatchObject({ type: "invalid-content", status: 422, retryAfter: 7 });
  expect(problem.message).toBe("The content breaks a rule\n  /to/0: Not a mail address");
});

for (const body of [null, "<html>", 7, {}, { errors: 3, type: 4 }]) {
  Deno.test(`an answer that is no problem document makes an error: ${JSON.stringify(body)}`, () => {
    const problem = new ApiProblem(body, new Response(null, { status: 502 }));
    expect(problem).toMatchObject({ type: "unknown", status: 502, retryAfter: null, faults: [] });
    expect(problem.message).toBe("the server answered 502");
  });
}
