// Which Markdown parser: node tests/bench/markdown.mjs [FOLDER-WITH-MDAST]
//
// Measures @lezer/markdown, and micromark with mdast where a folder is given in which it is installed
// (mdast-util-from-markdown, micromark-extension-gfm, mdast-util-gfm, micromark-extension-frontmatter,
// mdast-util-frontmatter), on 40 files of 2.5 MB together and on keystrokes in a policy of 100 kB.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { gzipSync } from 'node:zlib';
import { TreeFragment } from '@lezer/common';
import { parser as commonmark, GFM } from '@lezer/markdown';
import { build } from 'esbuild';
import { policyText } from './policies.mjs';
import { quantile } from './stats.mjs';

const other = process.argv[2];
const files = Array.from({ length: 40 }, (_, index) => policyText(62_500, index));
const long = policyText(100_000, 7);
const places = Array.from({ length: 200 }, (_, i) => long.indexOf(' ', Math.floor((long.length * (i + 1)) / 202)));

async function size(contents, resolveDir) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    logLevel: 'error',
  });
  const bytes = outputFiles[0].contents;
  return `${Math.round(bytes.length / 1000)} kB, ${Math.round(gzipSync(bytes).length / 1000)} kB packed`;
}

function measure(name, whole, keystroke, bundle) {
  for (const text of files) whole(text);
  const times = [];
  for (let i = 0; i < 5; i++) {
    const from = performance.now();
    for (const text of files) whole(text);
    times.push(performance.now() - from);
  }
  const strokes = keystroke();
  console.log(
    `${name.padEnd(24)} 40 files ${Math.round(quantile(times, 0.5))} ms · a keystroke in 100 kB ${quantile(strokes, 0.5).toFixed(2)} ms (95 %: ${quantile(strokes, 0.95).toFixed(2)} ms) · ${bundle}`,
  );
}

const lezer = commonmark.configure(GFM);
console.log(`40 files, ${(files.join('').length / 1e6).toFixed(2)} million characters`);
measure(
  '@lezer/markdown',
  (text) => lezer.parse(text),
  () => {
    let text = long;
    let fragments = TreeFragment.addTree(lezer.parse(text));
    return places.map((at) => {
      const from = performance.now();
      text = `${text.slice(0, at)}x${text.slice(at)}`;
      const tree = lezer.parse(
        text,
        TreeFragment.applyChanges(fragments, [{ fromA: at, toA: at, fromB: at, toB: at + 1 }]),
      );
      fragments = TreeFragment.addTree(tree);
      return performance.now() - from;
    });
  },
  await size(
    "export { GFM, parser } from '@lezer/markdown'; export { TreeFragment } from '@lezer/common';",
    process.cwd(),
  ),
);

if (other) {
  const require = createRequire(join(other, 'index.js'));
  const load = (name) => import(require.resolve(name));
  const [{ fromMarkdown }, { gfm }, { gfmFromMarkdown }, { frontmatter }, { frontmatterFromMarkdown }] =
    await Promise.all(
      [
        'mdast-util-from-markdown',
        'micromark-extension-gfm',
        'mdast-util-gfm',
        'micromark-extension-frontmatter',
        'mdast-util-frontmatter',
      ].map(load),
    );
  const options = {
    extensions: [gfm(), frontmatter()],
    mdastExtensions: [gfmFromMarkdown(), frontmatterFromMarkdown()],
  };
  const whole = (text) => fromMarkdown(text, options);
  measure(
    'micromark, mdast, GFM',
    whole,
    () =>
      places.slice(0, 20).map((at) => {
        const from = performance.now();
        whole(`${long.slice(0, at)}x${long.slice(at)}`);
        return performance.now() - from;
      }),
    await size(
      "export * from 'mdast-util-from-markdown'; export * from 'micromark-extension-gfm'; export * from 'mdast-util-gfm'; export * from 'micromark-extension-frontmatter'; export * from 'mdast-util-frontmatter';",
      other,
    ),
  );
}
