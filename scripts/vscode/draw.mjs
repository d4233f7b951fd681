/**
 * Draws what is to be seen as SVG, with the colours of the theme instead of those of the moment: one small picture that
 * fits light, dark and high contrast. It takes text, backgrounds, lines, icons and squiggles from the running window.
 *
 * No style sheet and no style attribute: where VS Code shows such pictures, its content security policy forbids both.
 */

/** Colours that text may have, by name; of several that look the same the first is taken. */
const TEXT = [
  'foreground',
  'editor-foreground',
  'descriptionForeground',
  'button-foreground',
  'textLink-foreground',
  'list-activeSelectionForeground',
  'editorLineNumber-foreground',
  'editorLineNumber-activeForeground',
  'editorCodeLens-foreground',
  'editorInlayHint-foreground',
  'editorGhostText-foreground',
  'problemsErrorIcon-foreground',
  'problemsWarningIcon-foreground',
  'problemsInfoIcon-foreground',
  'testing-iconPassed',
  'tab-inactiveForeground',
  'disabledForeground',
];
/** Colours of code have no names of their own: these are near them in every theme. */
const CODE = ['editor-foreground', 'charts-green', 'charts-blue', 'charts-purple', 'descriptionForeground'];
const GROUND = [
  'editor-background',
  'editorGroupHeader-tabsBackground',
  'tab-inactiveBackground',
  'sideBar-background',
  'editorSuggestWidget-background',
  'editorHoverWidget-background',
  'menu-background',
  'list-inactiveSelectionBackground',
  'list-activeSelectionBackground',
  'editorSuggestWidget-selectedBackground',
  'menu-selectionBackground',
  'button-background',
  'editor-selectionBackground',
  'editorInlayHint-background',
  'badge-background',
  'textCodeBlock-background',
];

/** Icons in a field of 16 × 16: lines, without fill. */
const ICONS = {
  'chevron-right': 'M6 4l4 4-4 4',
  'chevron-down': 'M4 6l4 4 4-4',
  'tree-item-expanded': 'M4 6l4 4 4-4',
  error: 'M8 2a6 6 0 1 0 .01 0zM5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6',
  pass: 'M8 2a6 6 0 1 0 .01 0zM5.3 8.3l2 2 3.6-4.3',
  warning: 'M8 2L14 13.5H2zM8 6.5v3.5M8 11.5v.5',
  info: 'M8 2a6 6 0 1 0 .01 0zM8 7v4M8 4.8v.4',
  book: 'M8 4C6.5 2.8 4 2.6 2 3v9.5c2-.4 4.5-.2 6 1 1.5-1.2 4-1.4 6-1V3c-2-.4-4.5-.2-6 1zM8 4v9.5',
  checklist: 'M7.5 4H14M7.5 8H14M7.5 12H14M2 4l1 1 2-2.500M2 8l1 1 2-2.500M2 12l1 1 2-2.5',
  organization:
    'M8 3.200a1.8 1.8 0 1 0 .01 0zM4.8 13c0-4.5 6.4-4.5 6.4 0M3 6.300a1.2 1.2 0 1 0 .01 0zM13 6.300a1.2 1.2 0 1 0 .01 0z',
  shield: 'M8 2c2 1.2 3.5 1.6 5.5 1.7 0 5-1 8-5.5 10.300C3.5 11.7 2.5 8.7 2.5 3.7 4.5 3.6 6 3.2 8 2z',
  bell: 'M8 2c-2.5 0-4 1.8-4 4v3.500L3 11.500h10l-1-2V6c0-2.2-1.5-4-4-4zM6.5 13.500h3',
  'bell-dot': 'M8 2c-2.5 0-4 1.8-4 4v3.500L3 11.500h10l-1-2V6c0-2.2-1.5-4-4-4zM6.5 13.500h3',
  calendar: 'M2.5 3.500h11v10h-11zM2.5 6.500h11M5 2v2M11 2v2',
  zap: 'M9.5 2L4 9h3.500l-1 5L12 7H8.500z',
  lightbulb: 'M8 2a4 4 0 0 0-2.2 7.300V11.500h4.400V9.300A4 4 0 0 0 8 2zM6.5 14h3',
  'light-bulb': 'M8 2a4 4 0 0 0-2.2 7.300V11.500h4.400V9.300A4 4 0 0 0 8 2zM6.5 14h3',
  'symbol-property': 'M3 8h6M9 8a2.2 2.2 0 1 0 4.4 0 2.2 2.2 0 1 0-4.4 0z',
  'symbol-enum-member': 'M3 4.500h10v7H3zM5.5 8h5',
  'symbol-value': 'M3 4.500h10v7H3zM5.5 8h5',
  'symbol-constant': 'M3 4.500h10v7H3zM5.5 7h5M5.5 9h5',
};

/**
 * What is in the first that matches, as SVG.
 * @param {import('playwright-core').Page} page
 * @param {{of: string[], width?: number, height?: number}} what `of` selectors, whose union is drawn from its upper left corner, at most so many pixels of it
 * @returns {Promise<string>}
 */
export async function draw(page, { of, width, height }) {
  for (const frame of page.frames()) {
    const found = await frame
      .locator(of[0])
      .filter({ visible: true })
      .count()
      .catch(() => 0);
    if (!found) continue;
    const { w, h, shapes } = await frame.evaluate(inPage, { of, width, height, TEXT, CODE, GROUND });
    return svg(w, h, shapes);
  }
  throw new Error(`Nothing visible matches ${of[0]}.`);
}

/** @typedef {{kind: string, x: number, y: number, w: number, h: number, color: string, text?: string, mono?: boolean, bold?: boolean, size?: number, icon?: string, r?: number, opacity?: number}} Shape */

const escaped = (/** @type {string} */ text) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
const round = (/** @type {number} */ n) => String(Math.round(n * 10) / 10);
const variable = (/** @type {string} */ name) => `var(--vscode-${name})`;

/** @returns {string} */
function svg(/** @type {number} */ w, /** @type {number} */ h, /** @type {Shape[]} */ shapes) {
  const lines = shapes.map(({ kind, x, y, w: width, h: height, color, text, mono, bold, size, icon, r, opacity }) => {
    if (kind === 'rect')
      return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"${r ? ` rx="${round(r)}"` : ''} fill="${variable(color)}"${opacity ? ` fill-opacity="${round(opacity)}"` : ''}/>`;
    if (kind === 'frame')
      return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"${r ? ` rx="${round(r)}"` : ''} fill="none" stroke="${variable(color)}"/>`;
    if (kind === 'line')
      return `<path d="M${round(x)} ${round(y)}l${round(width)} ${round(height)}" stroke="${variable(color)}"/>`;
    if (kind === 'wave') {
      const waves = 'l2 -2l2 2'.repeat(Math.max(1, Math.floor(width / 4)));
      return `<path d="M${round(x)} ${round(y + height - 1)}${waves}" fill="none" stroke="${variable(color)}"/>`;
    }
    if (kind === 'icon') {
      const path = /** @type {Record<string, string>} */ (ICONS)[icon ?? ''];
      if (!path) return '';
      return `<path d="${path}" transform="translate(${round(x)} ${round(y)})" fill="none" stroke="${variable(color)}"/>`;
    }
    // The length keeps columns aligned, whatever font there is.
    return `<text x="${round(x)}" y="${round(y)}" fill="${variable(color)}"${size === (mono ? 14 : 13) ? '' : ` font-size="${round(size ?? 13)}"`}${mono ? '' : ' font-family="var(--vscode-font-family)"'}${bold ? ' font-weight="600"' : ''} textLength="${round(width)}" lengthAdjust="spacingAndGlyphs">${escaped(text ?? '')}</text>`;
  });
  const frame = `<rect x=".5" y=".5" width="${w - 1}" height="${h - 1}" rx="4" fill="none" stroke="var(--vscode-widget-border, var(--vscode-contrastBorder))"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" font-family="var(--vscode-editor-font-family)" font-size="14" xml:space="preserve">\n${[...lines.filter(Boolean), frame].join('\n')}\n</svg>\n`.replace(
    / font-size="13"/g,
    ' font-size="13"',
  );
}

/**
 * Runs in the page.
 * @param {{of: string[], width?: number, height?: number, TEXT: string[], CODE: string[], GROUND: string[]}} what
 * @returns {{w: number, h: number, shapes: Shape[]}}
 */
function inPage({ of, width = 10_000, height = 10_000, TEXT, CODE, GROUND }) {
  const roots = of.flatMap((selector) => {
    const found = [...document.querySelectorAll(selector)].find((element) => element.checkVisibility());
    return found ? [found] : [];
  });
  const boxes = roots.map((root) => root.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const w = Math.min(width, Math.round(Math.max(...boxes.map((box) => box.right)) - left));
  const h = Math.min(height, Math.round(Math.max(...boxes.map((box) => box.bottom)) - top));

  const probe = document.createElement('i');
  (document.querySelector('.monaco-workbench') ?? document.body).append(probe);
  /** @returns {number[]} red, green, blue, alpha */
  const parse = (/** @type {string} */ color) => {
    probe.style.color = '';
    probe.style.color = color;
    const numbers = /** @type {number[]} */ (
      getComputedStyle(probe)
        .color.match(/[\d.]+/g)
        ?.map(Number) ?? [0, 0, 0]
    );
    return numbers.length === 3 ? [...numbers, 1] : numbers;
  };
  const named = (/** @type {string[]} */ names) =>
    names.flatMap((name) => {
      const value = getComputedStyle(probe).getPropertyValue(`--vscode-${name}`).trim();
      return value ? [{ name, color: parse(value) }] : [];
    });
  const palettes = { text: named(TEXT), code: named(CODE), ground: named(GROUND) };
  const nearest = (/** @type {string} */ color, /** @type {keyof typeof palettes} */ palette) => {
    const wanted = parse(color);
    let best = palettes[palette][0];
    let least = Number.POSITIVE_INFINITY;
    for (const candidate of palettes[palette]) {
      const distance = candidate.color.reduce(
        (sum, value, i) => sum + (value - wanted[i]) ** 2 * (i === 3 ? 20_000 : 1),
        0,
      );
      if (distance < least) [best, least] = [candidate, distance];
    }
    return best?.name ?? 'foreground';
  };

  /** @type {Shape[]} */
  const shapes = [];
  const drawn = new Set();
  /** @typedef {{left: number, top: number, right: number, bottom: number}} Box */
  const clipTo = (/** @type {Box} */ a, /** @type {Box} */ b) => ({
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  });
  const SKIPPED =
    '.minimap, .scrollbar, .decorationsOverviewRuler, .sash, .shadow, .scroll-decoration, .monaco-action-bar.hidden, .cursors-layer, .current-line, .current-line-margin, .glyph-margin-widgets, .monaco-aria-container, .tabs-and-actions-container .editor-actions, script, style';

  /** @param {Element} element @param {Box} clip @param {string} [under] the ground that is drawn there already */
  const walk = (element, clip, under) => {
    if (drawn.has(element) || element.matches(SKIPPED)) return;
    drawn.add(element);
    const style = getComputedStyle(element);
    if (style.display === 'none' || style.visibility === 'hidden' || Number(style.opacity) === 0) return;
    const box = element.getBoundingClientRect();
    const seen = clipTo(box, clip);
    const at = { x: seen.left - left, y: seen.top - top, w: seen.right - seen.left, h: seen.bottom - seen.top };
    const visible = at.w > 0 && at.h > 0;
    let here = under;
    if (visible) {
      const squiggle = /squiggly-(error|warning|info)/.exec(element.className?.toString() ?? '')?.[1];
      if (squiggle) {
        shapes.push({
          kind: 'wave',
          ...at,
          color: `editor${squiggle[0].toUpperCase()}${squiggle.slice(1)}-foreground`,
        });
        return;
      }
      const ground = parse(style.backgroundColor);
      // What is marked in the text has its colour from many places, and text stands on it.
      const marked = element.closest('.view-overlays')
        ? 'editor-selectionBackground'
        : element.closest('.view-line') && 'editorInlayHint-background';
      const color =
        ground[3] > 0.02 && at.w > 2 && at.h > 2 ? (marked ?? nearest(style.backgroundColor, 'ground')) : under;
      if (color !== undefined && color !== under)
        shapes.push({
          kind: 'rect',
          ...at,
          r: Math.min(6, Number.parseFloat(style.borderRadius) || 0),
          color,
        });
      here = color;
      if (
        /widget|menu-container|monaco-menu|hover|\btile\b/.test(element.className?.toString() ?? '') &&
        Number.parseFloat(style.borderTopWidth) > 0
      )
        shapes.push({ kind: 'frame', ...at, r: 4, color: 'editorWidget-border' });
      const icon = /codicon-([a-z-]+)/.exec(
        [...element.classList].filter((name) => !/modifier/.test(name)).join(' '),
      )?.[1];
      if (icon && element.classList.contains('codicon') && getComputedStyle(element, '::before').content !== 'none') {
        const glyph = getComputedStyle(element, '::before');
        shapes.push({
          kind: 'icon',
          x: box.left - left + Math.max(0, (box.width - 16) / 2),
          y: box.top - top + (box.height - 16) / 2,
          w: 16,
          h: 16,
          icon,
          color: nearest(glyph.color, 'text'),
        });
      }
    }
    const within = style.overflow === 'visible' ? clip : clipTo(clip, box);
    for (const child of element.childNodes) {
      if (child instanceof Element) walk(child, within, here);
      else if (child instanceof Text && child.data.trim()) write(child, element, style, within);
    }
  };

  /** @param {Text} node @param {Element} element @param {CSSStyleDeclaration} style @param {Box} clip */
  const write = (node, element, style, clip) => {
    const range = document.createRange();
    const code =
      Boolean(element.closest('.view-line, .monaco-tokenized-source, code')) || /mono/i.test(style.fontFamily);
    const size = Number.parseFloat(style.fontSize);
    const color = nearest(style.color, /\bmtk\d/.test(element.className) ? 'code' : 'text');
    // One piece for each line that the text is broken into.
    let from = 0;
    while (from < node.data.length) {
      range.setStart(node, from);
      range.setEnd(node, from + 1);
      const first = range.getBoundingClientRect();
      let to = from + 1;
      for (; to < node.data.length; to++) {
        range.setStart(node, to);
        range.setEnd(node, to + 1);
        const next = range.getBoundingClientRect();
        if (next.width && Math.abs(next.top - first.top) > size / 2) break;
        if (next.width && next.right > Math.min(clip.right, left + w) + 1) break;
      }
      range.setStart(node, from);
      range.setEnd(node, to);
      const box = range.getBoundingClientRect();
      const text = node.data.slice(from, to).replaceAll('\u00a0', ' ');
      const inside =
        box.left >= clip.left - 1 &&
        box.top >= clip.top - 2 &&
        box.bottom <= clip.bottom + 2 &&
        box.bottom - top <= h &&
        box.left - left < w;
      if (inside && box.width > 1 && text.trim()) {
        const blank = text.length - text.trimStart().length;
        const shown = text.trim();
        // Blanks around it belong to its neighbours.
        range.setStart(node, from + blank);
        range.setEnd(node, from + blank + shown.length);
        const inner = range.getBoundingClientRect();
        const per = box.width / text.length;
        const x = code ? box.left + blank * per : inner.left;
        const cut = box.right > clip.right + 1;
        if (!cut)
          shapes.push({
            kind: 'text',
            x: x - left,
            y: (box.top + box.bottom) / 2 - top + size * 0.35,
            w: code ? shown.length * per : inner.width,
            h: 0,
            text: shown,
            color,
            size,
            mono: code,
            bold: Number(style.fontWeight) >= 600,
          });
      }
      from = to;
      // What is cut off at the right does not go on below.
      if (box.right >= Math.min(clip.right, left + w) - 1 && style.whiteSpace !== 'normal') break;
    }
  };

  const whole = { left, top, right: left + w, bottom: top + h };
  for (const root of roots) {
    if (roots.some((other) => other !== root && other.contains(root))) continue;
    const ground = (() => {
      for (let up = /** @type {Element | null} */ (root); up; up = up.parentElement) {
        const color = getComputedStyle(up).backgroundColor;
        if (parse(color)[3] > 0.5) return nearest(color, 'ground');
      }
      return 'editor-background';
    })();
    const box = clipTo(root.getBoundingClientRect(), whole);
    shapes.push({
      kind: 'rect',
      x: box.left - left,
      y: box.top - top,
      w: box.right - box.left,
      h: box.bottom - box.top,
      color: ground,
    });
    walk(root, box, ground);
  }
  probe.remove();
  return { w, h, shapes };
}
