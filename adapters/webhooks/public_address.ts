/**
 * Which IP addresses belong to the public internet (RFC 6890 and the registries that it founded): a
 * partner's webhook must lead nowhere else.
 *
 * @module
 */
import { BlockList, isIPv4, isIPv6 } from "node:net";

/** What is not public of IPv4: https://www.iana.org/assignments/iana-ipv4-special-registry. */
const SPECIAL_IPV4 = [
  "0.0.0.0/8", // this network, and the unspecified address
  "10.0.0.0/8", // private (RFC 1918)
  "100.64.0.0/10", // behind a provider's translation (RFC 6598)
  "127.0.0.0/8", // loopback
  "169.254.0.0/16", // link-local, and the metadata of clouds
  "172.16.0.0/12", // private
  "192.0.0.0/24", // assignments of protocols
  "192.0.2.0/24", // documentation
  "192.31.196.0/24", // AS112
  "192.52.193.0/24", // AMT
  "192.88.99.0/24", // relays of 6to4, of old
  "192.168.0.0/16", // private
  "192.175.48.0/24", // AS112
  "198.18.0.0/15", // benchmarks
  "198.51.100.0/24", // documentation
  "203.0.113.0/24", // documentation
  "224.0.0.0/4", // multicast
  "240.0.0.0/4", // reserved, and broadcast
];

/**
 * Of IPv6 only what is given to networks today is public (RFC 4291 §2.4), without these: loopback,
 * IPv4-mapped, NAT64, link-local, unique local and multicast addresses lie outside in any case.
 */
const GLOBAL_IPV6 = "2000::/3";
const SPECIAL_IPV6 = [
  "2001::/23", // assignments of protocols: Teredo, ORCHID, benchmarks
  "2001:db8::/32", // documentation
  "2002::/16", // 6to4: leads to any IPv4 address
  "2620:4f:8000::/48", // AS112
  "3fff::/20", // documentation
];

const special = listOf([...SPECIAL_IPV4, ...SPECIAL_IPV6]);
const global6 = listOf([GLOBAL_IPV6]);

/** Whether an address, without brackets or zone, is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !special.check(address, "ipv4");
  if (!isIPv6(address) || address.includes("%")) return false;
  return global6.check(address, "ipv6") && !special.check(address, "ipv6");
}

function listOf(subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = "", bits] = subnet.split("/");
    list.addSubnet(network, Number(bits), network.includes(":") ? "ipv6" : "ipv4");
  }
  return list;
}
