import type { BarSeriesOption } from 'echarts/charts';
import { BarChart } from 'echarts/charts';
import type { GridComponentOption, LegendComponentOption } from 'echarts/components';
import { GridSimpleComponent, LegendPlainComponent, MarkLineComponent } from 'echarts/components';
import { type ComposeOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { dayNumber } from '../model/dates.ts';
import { clean } from '../text/clean.ts';
import type { Tone } from './blocks.ts';
import { type Draw, escapeHtml } from './html.ts';
import type { Picture } from './pictures.ts';

use([BarChart, GridSimpleComponent, LegendPlainComponent, MarkLineComponent, SVGRenderer]);

type Option = ComposeOption<BarSeriesOption | GridComponentOption | LegendComponentOption>;

/** What a picture is drawn with: anything that SVG takes as a colour. */
interface Palette {
  readonly tones: Readonly<Record<Tone, string>>;
  readonly paper: string;
  readonly ink: string;
  readonly faint: string;
  /** Of the numbers on bars: `bad` is darker than the others in print. */
  readonly on: (tone: Tone) => string;
  readonly font: string;
}

/** Dark enough on white to be told apart in print, in grey too. */
const PRINT: Palette = {
  tones: { good: '#7fb08a', warn: '#d9a441', bad: '#a3322b', note: '#9db4cf', mute: '#b8b8b8' },
  paper: '#ffffff',
  ink: '#2b2b2b',
  faint: '#d8d8d8',
  on: (tone) => (tone === 'bad' ? '#ffffff' : '#2b2b2b'),
  font: 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
};

/** Colours that the page around the picture gives, so that they follow its theme. */
const THEMED: Palette = {
  tones: {
    good: 'var(--good)',
    warn: 'var(--warn)',
    bad: 'var(--bad)',
    note: 'var(--note)',
    mute: 'var(--mute)',
  },
  paper: 'none',
  ink: 'var(--ink)',
  faint: 'var(--faint)',
  on: () => 'var(--on-tone)',
  font: 'inherit',
};

/** Width of every picture in px; the page scales it. */
const WIDTH = 560;

/** A label that leaves room for its picture: echarts cannot measure text without a browser. */
const short = (text: string, most: number): string => {
  const line = clean(text);
  return line.length > most ? `${line.slice(0, most - 1).replace(/\p{Cs}$/u, '')}…` : line;
};

/** What all pictures of a palette have in common. */
function brush({ paper, ink, faint, on, font }: Palette) {
  const axisText = { color: ink, fontSize: 12, fontFamily: font };
  return {
    axisText,
    common: { animation: false, backgroundColor: paper, textStyle: { fontFamily: font, color: ink } },
    legend: (names: readonly string[]) => ({
      data: [...names],
      top: 0,
      left: 0,
      selectedMode: false,
      itemWidth: 14,
      itemHeight: 10,
      itemGap: 28,
      textStyle: axisText,
      icon: 'rect',
    }),
    valueAxis: {
      type: 'value' as const,
      minInterval: 1,
      axisLabel: axisText,
      axisLine: { show: false },
      splitLine: { lineStyle: { color: faint } },
    },
    /** Shows no number where there is nothing to count, or no room for one. @param least that has room */
    label: (tone: Tone, least: number) => ({
      show: true,
      color: on(tone),
      fontSize: 11,
      fontFamily: font,
      formatter: ({ value }: { value: unknown }) => (value && Number(value) >= least ? String(value) : ''),
    }),
  };
}

function counts(
  picture: Extract<Picture, { kind: 'columns' | 'bars' }>,
  palette: Palette,
): { option: Option; height: number } {
  const { axisText, common, legend, valueAxis, label } = brush(palette);
  const lying = picture.kind === 'bars';
  const names = picture.categories.map((name) => short(name, lying ? 32 : 12));
  const category = {
    type: 'category' as const,
    data: names,
    axisLabel: { ...axisText, interval: 0, ...(lying ? {} : { rotate: 35, fontSize: 11 }) },
    axisTick: { show: false },
    axisLine: { lineStyle: { color: palette.ink } },
  };
  const shown = picture.series.filter(({ values }) => values.some(Boolean));
  const widest = Math.max(...names.map((name) => name.length), 1);
  const highest = Math.max(
    ...names.map((_, index) => shown.reduce((sum, { values }) => sum + (values[index] ?? 0), 0)),
    1,
  );
  const least = highest * (lying ? 0.07 : 0.1);
  return {
    height: lying ? 64 + 26 * names.length : 260,
    option: {
      ...common,
      legend: legend(shown.map(({ name }) => name)),
      grid: { top: 34, right: 24, bottom: lying ? 26 : 64, left: lying ? Math.min(20 + widest * 7, 220) : 40 },
      // The first category stands at the top.
      ...(lying ? { xAxis: valueAxis, yAxis: { ...category, inverse: true } } : { xAxis: category, yAxis: valueAxis }),
      series: shown.map(({ name, tone, values }) => ({
        type: 'bar' as const,
        name,
        stack: 'all',
        barMaxWidth: lying ? 16 : 30,
        itemStyle: { color: palette.tones[tone] },
        label: label(tone, least),
        data: [...values],
      })),
    },
  };
}

function spans(picture: Extract<Picture, { kind: 'spans' }>, palette: Palette): { option: Option; height: number } {
  const { axisText, common, legend } = brush(palette);
  const { rows, today } = picture;
  const names = rows.map((row) => short(row.label, 30));
  const now = dayNumber(today);
  // A year back is enough to see where evidence comes from; what lies before is cut off at the edge.
  const from = Math.max(Math.min(...rows.map(({ start }) => dayNumber(start)), now), now - 730);
  const until = Math.min(Math.max(...rows.map(({ end }) => dayNumber(end)), now) + 60, now + 3650);
  const [firstYear, lastYear] = [yearOf(from), yearOf(until)];
  const step = lastYear - firstYear > 3 ? 12 : lastYear - firstYear > 1 ? 6 : 3;
  const ticks: number[] = [];
  for (let month = 0; month <= (lastYear - firstYear + 1) * 12; month += step) {
    const day = dayNumber(`${firstYear + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-01`);
    if (day >= from && day <= until) ticks.push(day);
  }
  const clamp = (day: string) => Math.min(Math.max(dayNumber(day), from), until);
  const widest = Math.max(...names.map((name) => name.length), 1);
  return {
    height: 64 + 24 * rows.length,
    option: {
      ...common,
      legend: legend(picture.legend.map(({ name }) => name)),
      grid: { top: 34, right: 24, bottom: 26, left: Math.min(20 + widest * 7, 220) },
      xAxis: {
        type: 'value',
        min: from,
        max: until,
        axisLabel: { ...axisText, customValues: ticks, formatter: (value: number) => monthLabel(value) },
        axisTick: { show: true, customValues: ticks },
        splitLine: { show: false },
        axisLine: { show: true, lineStyle: { color: palette.ink } },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: names,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: palette.ink } },
        axisLabel: { ...axisText, interval: 0 },
      },
      series: [
        {
          type: 'bar',
          name: '',
          stack: 'all',
          silent: true,
          itemStyle: { color: 'transparent' },
          data: rows.map(({ start }) => clamp(start)),
          markLine: {
            silent: true,
            symbol: 'none',
            data: [{ xAxis: now }],
            lineStyle: { color: palette.ink, type: 'dashed', width: 1.5 },
            label: {
              formatter: today,
              position: 'start',
              distance: 4,
              color: palette.ink,
              fontFamily: palette.font,
              fontSize: 11,
              fontWeight: 'bold',
            },
          },
        },
        ...picture.legend.map(({ name, tone }) => ({
          type: 'bar' as const,
          name,
          stack: 'all',
          barMaxWidth: 14,
          itemStyle: { color: palette.tones[tone] },
          data: rows.map((row) => (row.tone === tone ? Math.max(clamp(row.end) - clamp(row.start), 2) : 0)),
        })),
      ],
    } as Option,
  };
}

const isoOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
const yearOf = (day: number): number => Number(isoOf(day).slice(0, 4));
const monthLabel = (day: number): string => isoOf(day).slice(0, 7);

/**
 * Makes what draws the pictures of one page, as SVG elements that stand on their own: no script, no style sheet, nothing
 * fetched. The library numbers classes from the start of the process; here they count from the start of the page, so
 * that the same page comes out the same whatever was drawn before.
 */
export function drawing(): Draw {
  let first: number | undefined;
  return (picture, name) =>
    svgOf(picture, name, PRINT).replace(
      new RegExp(`( class="${name}-cls-|^\\.${name}-cls-)(\\d+)`, 'gm'),
      (_, before: string, number: string) => {
        first ??= Number(number);
        return before + (Number(number) - first);
      },
    );
}

/**
 * Draws a picture for a page that gives the colours as CSS variables (`--ink`, `--faint`, `--on-tone`, and one for each
 * tone) and allows no style in attributes or elements: what SVG needs of it stands in attributes of SVG's own.
 */
export function drawThemed(picture: Picture, name: string): string {
  return svgOf(picture, name, THEMED)
    .replace(/<style[^>]*>[\s\S]*?<\/style>| class="[^"]*"/g, '')
    .replace(/ style="([^"]*)"/g, (_, css: string) =>
      css
        .split(';')
        .filter((declaration) => declaration.includes(':'))
        .map((declaration) => ` ${declaration.replace(/^([^:]+):(.*)$/, '$1="$2"')}`)
        .join(''),
    );
}

/** Drawn here: a grid of squares needs no axes to be worked out. */
function matrix(picture: Extract<Picture, { kind: 'matrix' }>, palette: Palette): { body: string; height: number } {
  const { scale, cells, legend } = picture;
  const [left, top] = [46, 30];
  const [width, height] = [Math.floor((WIDTH - left) / scale), Math.max(Math.min(44, Math.floor(330 / scale)), 32)];
  const text = (x: number, y: number, words: string, { size = 12, fill = palette.ink, more = '' } = {}): string =>
    `<text x="${x}" y="${y}" font-size="${size}" font-family="${escapeHtml(palette.font)}" fill="${fill}"${more}>${escapeHtml(words)}</text>`;
  const middle = ' text-anchor="middle"';
  let at = 0;
  const key = legend.map(({ name, tone }) => {
    const x = at;
    at += 28 + name.length * 7;
    return `<rect x="${x}" y="2" width="14" height="10" fill="${palette.tones[tone]}"/>${text(x + 18, 11, name)}`;
  });
  const squares = cells.map(({ likelihood, impact, tone, marks }) => {
    const x = left + (likelihood - 1) * width;
    const y = top + (scale - impact) * height;
    const room = Math.max(Math.floor((width - 8) / 9), 3);
    const lines: string[] = [''];
    for (const mark of marks) {
      const last = lines.at(-1)!;
      if (last && last.length + mark.length + 2 > room) lines.push(mark);
      else lines[lines.length - 1] = last ? `${last}, ${mark}` : mark;
    }
    const most = Math.max(Math.floor((height - 16) / 14), 1);
    const shown = lines.length > most ? [...lines.slice(0, most - 1), `${marks.length} risks`] : lines;
    const fill = palette.on(tone);
    return [
      `<rect x="${x + 1}" y="${y + 1}" width="${width - 2}" height="${height - 2}" fill="${palette.tones[tone]}"/>`,
      text(x + 5, y + 12, String(likelihood * impact), { size: 9, fill }),
      ...shown.flatMap((line, index) =>
        line
          ? [
              text(x + width / 2, y + height / 2 + 6 + (index - (shown.length - 1) / 2) * 14, line, {
                size: 13,
                fill,
                more: `${middle} font-weight="bold"`,
              }),
            ]
          : [],
      ),
    ].join('');
  });
  const bottom = top + scale * height;
  const steps = Array.from({ length: scale }, (_, index) => index + 1);
  return {
    height: bottom + 40,
    body: [
      palette.paper === 'none' ? '' : `<rect width="${WIDTH}" height="${bottom + 40}" fill="${palette.paper}"/>`,
      ...key,
      ...squares,
      ...steps.map((step) =>
        [
          text(left + (step - 0.5) * width, bottom + 16, String(step), { more: middle }),
          text(left - 8, top + (scale - step + 0.5) * height + 4, String(step), { more: ' text-anchor="end"' }),
        ].join(''),
      ),
      text(left + (scale * width) / 2, bottom + 34, 'Likelihood', { more: middle }),
      text(12, top + (scale * height) / 2, 'Impact', {
        more: `${middle} transform="rotate(-90 12 ${top + (scale * height) / 2})"`,
      }),
    ].join(''),
  };
}

function svgOf(picture: Picture, name: string, palette: Palette): string {
  const open = (height: number): string =>
    `<svg viewBox="0 0 ${WIDTH} ${height}" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escapeHtml(picture.alt)}"><title>${escapeHtml(picture.title)}</title>`;
  if (picture.kind === 'matrix') {
    const { body, height } = matrix(picture, palette);
    return `${open(height)}${body}</svg>`;
  }
  const { option, height } = picture.kind === 'spans' ? spans(picture, palette) : counts(picture, palette);
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    chart.setOption(option);
    // Ids and classes carry a number that counts up with every picture: the same picture must come out the same.
    const svg = chart.renderToSVGString().replace(/zr\d+-/g, `${name}-`);
    return svg.replace(/^<svg [^>]*>/, open(height));
  } finally {
    chart.dispose();
  }
}
