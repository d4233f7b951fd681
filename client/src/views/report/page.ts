import { htmlEscape } from 'escape-goat';

/** The page of a report view before there is a report in it. Pure, so that what it allows can be tested. */
export function pageOf({
  title,
  state,
  script,
  style,
  nonce,
  cspSource,
}: {
  readonly title: string;
  /** What the page remembers, for the view to be restored from. */
  readonly state: { readonly root: string; readonly kind: string };
  /** URIs that the page can load. */
  readonly script: string;
  readonly style: string;
  readonly nonce: string;
  /** Where VS Code serves the extension's files from. */
  readonly cspSource: string;
}): string {
  const policy = [
    `default-src 'none'`,
    `style-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${htmlEscape(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${htmlEscape(title)}</title>
<link rel="stylesheet" href="${htmlEscape(style)}">
</head>
<body data-state="${htmlEscape(JSON.stringify(state))}">
<p id="note" role="status">Creating the report …</p>
<div id="report"></div>
<script nonce="${nonce}" src="${htmlEscape(script)}"></script>
</body>
</html>
`;
}
