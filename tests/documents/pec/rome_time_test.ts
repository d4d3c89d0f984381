import { expect } from "expect";
import { romeTime } from "../../../adapters/documents/pec/rome_time.ts";

Deno.test("winter time", () => {
  expect(romeTime(Date.UTC(2026, 10, 21, 21, 30, 0))).toEqual({
    giorno: "21/11/2026",
    ora: "22:30:00",
    zona: "+0100",
    date: "Sat, 21 Nov 2026 22:30:00 +0100",
  });
});

Deno.test("midnight is hour 00 of the next day, and fractions of a second are cut off", () => {
  expect(romeTime(Date.UTC(2026, 11, 31, 23, 0, 0, 999))).toEqual({
    giorno: "01/01/2027",
    ora: "00:00:00",
    zona: "+0100",
    date: "Fri, 01 Jan 2027 00:00:00 +0100",
  });
});

Deno.test("summer time begins on the last Sunday of March at 01:00 UTC", () => {
  expect(romeTime(Date.UTC(2026, 2, 29, 0, 59, 59)).date)
    .toBe("Sun, 29 Mar 2026 01:59:59 +0100");
  expect(romeTime(Date.UTC(2026, 2, 29, 1, 0, 0)).date)
    .toBe("Sun, 29 Mar 2026 03:00:00 +0200");
});

Deno.test("summer time ends on the last Sunday of October: one hour comes twice", () => {
  const summer = romeTime(Date.UTC(2026, 9, 25, 0, 30, 0));
  const winter = romeTime(Date.UTC(2026, 9, 25, 1, 30, 0));
  expect([summer.ora, summer.zona]).toEqual(["02:30:00", "+0200"]);
  expect([winter.ora, winter.zona]).toEqual(["02:30:00", "+0100"]);
});
