import { expect } from "expect";
import { pacedKey } from "../../adapters/keys/paced_key.ts";

Deno.test("paced key: signs with as many threads as there are processors, and everything in the end", async () => {
  const ends: (() => void)[] = [];
  const key = (first: number) =>
    pacedKey({
      certificate: new Uint8Array([first]),
      sign: (data) =>
        new Promise((resolve) => ends.push(() => resolve(new Uint8Array([first, ...data])))),
    });
  const [one, other] = [key(1), key(2)];
  const processors = navigator.hardwareConcurrency;
  const signatures = Array.from({ length: processors + 2 }, (_, index) => {
    return (index % 2 === 0 ? one : other).sign(new Uint8Array([index]));
  });
  expect(ends).toHaveLength(processors);
  for (let index = 0; index < signatures.length; index++) {
    ends[index]!();
    expect(await signatures[index]).toEqual(new Uint8Array([1 + index % 2, index]));
  }
  expect(one.certificate).toEqual(new Uint8Array([1]));
});
