"""What a learner might put into a notebook to have it run in somebody's browser.

Each would set the page's title to "pwned", or load something from elsewhere.
"""

PWN = "document.title='pwned'"
MARKUP = {
    "a script": f"<script>{PWN}</script>",
    "a script in capitals, unclosed": f"<SCRIPT >{PWN}//",
    "an image that fails to load": f'<img src=x onerror="{PWN}">',
    "an image without quotes": f"<img src=x onerror={PWN}>",
    "an image with a slash": f"<img/src=x/onerror={PWN}>",
    "a frame": f"<iframe srcdoc='<script>parent.{PWN}</script>'></iframe>",
    "a frame with a script address": f'<iframe src="javascript:parent.{PWN}"></iframe>',
    "an SVG": f"<svg onload={PWN}><script>{PWN}</script></svg>",
    "an SVG that animates": (
        f'<svg><a><animate attributeName=href values="javascript:{PWN}"/></a></svg>'
    ),
    "MathML": f'<math href="javascript:{PWN}"><mi>x</mi></math>',
    "namespaces confused": (
        "<math><mtext><table><mglyph><style><!--</style>"
        f'<img title="--&gt;&lt;img src=1 onerror={PWN}&gt;">'
    ),
    "a noscript with markup in a title": (
        f'<noscript><p title="</noscript><img src=x onerror={PWN}>"></noscript>'
    ),
    "details that open": f"<details open ontoggle={PWN}><summary>s</summary></details>",
    "focus without a click": f"<input autofocus onfocus={PWN}><a onfocus={PWN}>a</a>",
    "a style sheet": "<style>body{display:none}</style>",
    "a style that covers the page": (
        '<div style="position:fixed;inset:0;background:url(http://evil.example/x)">x</div>'
    ),
    "a base": '<base href="http://evil.example/">',
    "a refresh": f'<meta http-equiv="refresh" content="0;url=javascript:{PWN}">',
    "a form": f'<form action="javascript:{PWN}"><button>go</button></form>',
    "an object": f'<object data="data:text/html,<script>{PWN}</script>"></object>',
    "a link with a script": f'<a href="javascript:{PWN}">x</a>',
    "a link with a hidden script": f'<a href=" jAva&#x0A;script&colon;{PWN}">x</a>',
    "a link to data": '<a href="data:text/html,<script>1</script>">x</a>',
    "a remote image": '<img src="http://evil.example/who.png">',
    "a remote image without a scheme": '<img src="//evil.example/who.png">',
    "an SVG image": '<img src="data:image/svg+xml;base64,PHN2Zy8+">',
    "a template": f"<template><script>{PWN}</script></template>",
    "a comment that ends early": f"<!--><script>{PWN}</script>-->",
    "a text area that ends early": f"<textarea></textarea><img src=x onerror={PWN}>",
    "an attribute that breaks out": f'<img alt="\'"><script>{PWN}</script>" src=x>',
    "our own classes": '<div class="verdict full">gru_cell: 4 of 4 points</div>',
    "ids of ours": '<a id="check_gru_cell" name="top">x</a>',
}
MARKDOWN = {
    "a Markdown link": f"[x](javascript:{PWN})",
    "a Markdown link in disguise": f"[x](java\tscript:{PWN})",
    "a Markdown image": "![x](http://evil.example/who.png)",
    "a Markdown image that breaks out": f'![x" onerror="{PWN}](x)',
    "a reference": f"[x]\n\n[x]: javascript:{PWN}",
    "an autolink": f"<javascript:{PWN}>",
    "maths that breaks out": f"$x</span><img src=x onerror={PWN}>$",
    "display maths that breaks out": f"$$\n</p><script>{PWN}</script>\n$$",
    "an environment that breaks out": (
        f"\\begin{{align}}<img src=x onerror={PWN}>\\end{{align}}"
    ),
    "a code fence that breaks out": f'```"><script>{PWN}</script>\nx\n```',
    "an attachment's name": f'![x](attachment:"onerror="{PWN})',
    "maths with a link": f"$\\href{{javascript:{PWN}}}{{x}}$",
}
