/**
 * The commands `setup dns` and `setup mobileconfig`.
 *
 * @module
 */
import { join } from "node:path";
import { expect } from "expect";
import { writeAppleProfile } from "../../adapters/console/apple_profile.ts";
import { zoneRecords } from "../../adapters/console/dns_zone.ts";
import { everything } from "../http/client_setup/support.ts";
import { namesIn, withFolder } from "../storage/temporary.ts";

Deno.test("dns: every service of every managed domain, the better way with the smaller priority", () => {
  expect(zoneRecords({ services: everything, httpPort: 443 }).split("\n")).toEqual([
    "; mail.alfa.example needs A and AAAA records of its own.",
    "$TTL 3600",
    ...["alfa.example", "pec.alfa.example"].flatMap((domain) => [
      "",
      `$ORIGIN ${domain}.`,
      "@ IN MX 10 mail.alfa.example.",
      "_imaps._tcp IN SRV 0 1 993 mail.alfa.example.",
      "_imap._tcp IN SRV 10 1 143 mail.alfa.example.",
      "_pop3s._tcp IN SRV 20 1 995 mail.alfa.example.",
      "_pop3._tcp IN SRV 0 0 0 .",
      "_submissions._tcp IN SRV 0 1 465 mail.alfa.example.",
      "_submission._tcp IN SRV 10 1 587 mail.alfa.example.",
      "_autodiscover._tcp IN SRV 0 1 443 mail.alfa.example.",
      "autoconfig IN CNAME mail.alfa.example.",
      "autodiscover IN CNAME mail.alfa.example.",
    ]),
  ]);
});

Deno.test("dns: what is off has the target that says so, and no name that leads nowhere", () => {
  const services = { ...everything, imap: [], pop3: [], submission: [] };
  const records = zoneRecords({ services, httpPort: null }).split("\n");
  const off = ["imaps", "imap", "pop3s", "pop3", "submissions", "submission", "autodiscover"];
  for (const name of off) {
    expect(records.filter((line) => line === `_${name}._tcp IN SRV 0 0 0 .`)).toHaveLength(2);
  }
  expect(records.filter((line) => line.includes("CNAME"))).toEqual([]);
});

Deno.test("dns: a web server at another port is told where programs read it", () => {
  const zone = zoneRecords({ services: everything, httpPort: 8443 });
  expect(zone).toContain("_autodiscover._tcp IN SRV 0 1 8443 mail.alfa.example.\n");
  expect(zone).toContain("; These two are asked on port 443: something there must pass");
});

Deno.test("mobileconfig: a profile in a new file, for an address of the provider alone", () =>
  withFolder(async (folder) => {
    const file = join(folder, "anna.mobileconfig");
    await writeAppleProfile(everything, "anna@alfa.example", file);
    expect(await Deno.readTextFile(file)).toContain("<string>anna@alfa.example</string>");
    const refused = (address: string, services = everything) =>
      expect(writeAppleProfile(services, address, join(folder, "new"))).rejects;
    await expect(writeAppleProfile(everything, "carla@alfa.example", file)).rejects
      .toThrow(new Error(`Cannot write ${file}: it is there already. Name a new file`));
    const lost = join(folder, "none", "anna");
    await expect(writeAppleProfile(everything, "anna@alfa.example", lost)).rejects
      .toThrow(`Cannot write ${lost}: there is no such file or folder.`);
    await refused("anna@beta.example").toThrow("its domain is not managed here");
    await refused("anna").toThrow("it is no mail address");
    await refused("anna@alfa.example", { ...everything, imap: [], pop3: [] }).toThrow("are off");
    expect(namesIn(folder)).toEqual(["anna.mobileconfig"]);
  }));
