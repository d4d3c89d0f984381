/**
 * HTML that was written to do more than be read.
 *
 * @module
 */

/** Samples, and what must be told to have been taken out of them. */
export const HOSTILE:
  readonly (readonly [name: string, html: string, removed: readonly string[]])[] = [
    ["a script", "a<script>alert(1)</script>b", ["active_content"]],
    ["a handler", "<p onclick=alert(1) ONMOUSEOVER='x'>a</p>", ["active_content"]],
    ["a URL that runs", '<a href="javascript:alert(1)">x</a>', ["active_content"]],
    ["a URL in disguise", '<a href="java&#10;script&colon;alert(1)">x</a>', ["active_content"]],
    ["a URL behind a control", "<a href='&#1;javascript:alert(1)'>x</a>", ["active_content"]],
    ["a page in a URL", '<a href="data:text/html,<script>1</script>">x</a>', ["active_content"]],
    ["a remote image", '<img src="https://evil.example/p.gif">', ["remote_content"]],
    ["an image without a scheme", '<img src="//evil.example/p.gif">', ["remote_content"]],
    ["an image in a URL", '<img src="data:image/svg+xml,<svg onload=1>">', ["remote_content"]],
    ["an image set", '<img srcset="https://evil.example/p.gif 2x">', []],
    ["a vector image", "<svg onload=alert(1)><script>1</script></svg>a", ["active_content"]],
    ["a refresh", '<meta http-equiv=refresh content="0;url=https://evil.example">', []],
    ["a base", '<base href="https://evil.example/">', ["remote_content"]],
    ["a style sheet", "<style>@import 'https://evil.example/s.css'</style>a", ["styles"]],
    ["a linked style sheet", '<link rel=stylesheet href="https://evil.example/s">', [
      "remote_content",
    ]],
    ["a style that fetches", '<p style="background: url(https://evil.example/p)">a</p>', [
      "styles",
    ]],
    ["a style in disguise", '<p style="background: u\\72l(https://evil.example/p)">a</p>', [
      "styles",
    ]],
    ["a style that covers", '<p style="position: fixed; top: 0">a</p>', ["styles"]],
    ["a background", '<table background="https://evil.example/p"><tr><td>a</table>', [
      "remote_content",
    ]],
    ["a form", '<form action="https://evil.example"><input name=p><button>Entra</button></form>', [
      "forms",
    ]],
    ["a frame", '<iframe srcdoc="<script>1</script>"></iframe>', ["remote_content"]],
    ["a comment", "<!--[if gte mso 9]><script>1</script><![endif]-->a", []],
    ["mutation by svg", '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">', [
      "active_content",
    ]],
    [
      "mutation by math",
      "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;" +
      "&lt;img src=1 onerror=alert(1)&gt;'>",
      [],
    ],
    ["mutation by noscript", '<noscript><p title="</noscript><img src=x onerror=alert(1)>">', []],
    ["mutation by a title", "<title><a title='</title><img src=1 onerror=alert(1)>'>", []],
    ["mutation by xmp", "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>", []],
    ["an attribute that ends early", "<p title='\"><script>alert(1)</script>'>a</p>", []],
  ];

/** Of these, put together without sense, no reader makes the same. */
export const PIECES: readonly string[] = [
  "<p>",
  "</p>",
  "<svg>",
  "</svg>",
  "<style>",
  "</style>",
  "<!--",
  "-->",
  "<img src=x onerror=a>",
  "<a href='javascript:x'>",
  "</a>",
  '"',
  "'",
  "`",
  ">",
  "<",
  "&lt;",
  "<math>",
  "<table>",
  "<td>",
  "<textarea>",
  "</textarea>",
  "<noscript>",
  "</noscript>",
  "<![CDATA[",
  "]]>",
  "<b title='",
  "x",
  "<script>",
  "</script>",
  "\0",
  "<select>",
  "<template>",
  "</template>",
  "<plaintext>",
];
