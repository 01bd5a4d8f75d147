// Where ways run between boxes: round every box that is not one of their ends.
//
// Boxes stand in lines, one below the other. A way that leads past a line goes through one of its gaps, as a long edge passes a
// dummy in every layer (Sugiyama, Tagawa and Toda 1981); those of one source pass a gap together. It bends between two lines,
// where no box is.

const LANE = 5; // between two ways that pass a gap side by side
const CLEAR = 3; // between a way and a box
const BESIDE = 12; // how far outside of the picture a way may pass a line
const CROWDED = 5; // how dear it is to pass a gap for which there are too many already

/** The way of each pair of a source and a target, by `source>target`: upright stretches `{ x, from, to }`, a bend from each to the next. */
export function routed(boxes, ways, width) {
  const lines = linesOf(boxes);
  const at = new Map(lines.flatMap((line, place) => line.boxes.map(({ name }) => [name, place])));
  const gaps = lines.map((line) => gapsOf(line, width));
  const long = (way) => at.get(way.target) - at.get(way.source);
  const found = ways.map(([source, target]) => ({ source, target, places: [] })).filter((way) => long(way) > 0);
  for (const way of [...found].sort((one, other) => long(one) - long(other))) choose(way, boxes, gaps.slice(at.get(way.source) + 1, at.get(way.target)));
  for (const gap of gaps.flat()) spread(gap);
  arrive(found, boxes);
  return new Map(found.map((way) => [`${way.source}>${way.target}`, stretches(way, boxes, lines, at)]));
}

/** The boxes in lines from above to below, each from left to right: those beside one another stand in one. */
function linesOf(boxes) {
  const lines = [];
  const listed = [...boxes].map(([name, box]) => ({ name, ...box })).sort((one, other) => one.top - other.top);
  for (const box of listed) {
    const line = lines.at(-1);
    if (line && box.top < line.bottom) {
      line.boxes.push(box);
      line.bottom = Math.max(line.bottom, box.bottom);
    } else {
      lines.push({ top: box.top, bottom: box.bottom, boxes: [box] });
    }
  }
  for (const line of lines) line.boxes.sort((one, other) => one.left - other.left);
  return lines;
}

/** The gaps of a line, those beside it too: from where to where they may be passed, and by what. */
function gapsOf(line, width) {
  const edges = [-BESIDE - CLEAR, ...line.boxes.flatMap((box) => [box.left, box.right]), width + BESIDE + CLEAR];
  const gaps = [];
  for (let place = 0; place < edges.length; place += 2) {
    const [left, right] = [edges[place], edges[place + 1]];
    const middle = (left + right) / 2;
    gaps.push({ low: Math.min(left + CLEAR, middle), high: Math.max(right - CLEAR, middle), passing: new Map() });
  }
  return gaps;
}

function middleOf(box) {
  return (box.left + box.right) / 2;
}

/** Chooses the gaps by which a way passes the lines between its ends, so that it goes aside little and they are not crowded. */
function choose(way, boxes, between) {
  const [begin, end] = [middleOf(boxes.get(way.source)), middleOf(boxes.get(way.target))];
  let paths = [{ cost: 0, x: begin, places: [] }];
  between.forEach((gaps, place) => {
    const straight = begin + ((end - begin) * (place + 1)) / (between.length + 1);
    paths = gaps.map((gap) => {
      const x = Math.min(Math.max(straight, gap.low), gap.high);
      const many = gap.passing.size + (gap.passing.has(way.source) ? 0 : 1);
      const crowd = Math.max(0, many * LANE - (gap.high - gap.low)) * CROWDED;
      const best = cheapest(paths, x);
      return { cost: best.cost + aside(best.x, x) + crowd, x, places: [...best.places, { gap, x }] };
    });
  });
  way.places = cheapest(paths, end).places;
  way.places.forEach((one, place) => {
    const from = way.places[place - 1]?.x ?? begin;
    const to = way.places[place + 1]?.x ?? end;
    if (!one.gap.passing.has(way.source)) one.gap.passing.set(way.source, []);
    one.gap.passing.get(way.source).push({ x: one.x, heading: (from + to) / 2 });
  });
}

function aside(from, to) {
  const far = Math.abs(to - from);
  return far + (far * far) / 200;
}

function cheapest(paths, x) {
  const cost = (path) => path.cost + aside(path.x, x);
  return paths.reduce((best, path) => (cost(path) < cost(best) ? path : best));
}

/** Spreads what passes a gap over it, in the order of where it comes from and goes to. */
function spread(gap) {
  const mean = (listed, key) => listed.reduce((sum, one) => sum + one[key], 0) / listed.length;
  const lanes = [...gap.passing].map(([source, listed]) => ({ source, x: mean(listed, "x"), heading: mean(listed, "heading") }));
  lanes.sort((one, other) => one.heading - other.heading);
  const apart = Math.min(LANE, (gap.high - gap.low) / Math.max(1, lanes.length - 1));
  let least = gap.low;
  for (const lane of lanes) {
    lane.x = Math.max(lane.x, least);
    least = lane.x + apart;
  }
  let most = gap.high;
  for (const lane of lanes.reverse()) {
    lane.x = Math.min(lane.x, most);
    most = lane.x - apart;
  }
  gap.lanes = new Map(lanes.map(({ source, x }) => [source, x]));
}

/** At which point of its box each way arrives: side by side, in the order in which they come. */
function arrive(ways, boxes) {
  const coming = new Map();
  for (const way of ways) coming.set(way.target, [...(coming.get(way.target) ?? []), way]);
  for (const [target, listed] of coming) {
    const box = boxes.get(target);
    const half = Math.min((box.right - box.left) / 2 - 8, 40);
    const from = (way) => (way.places.length ? way.places.at(-1).gap.lanes.get(way.source) : middleOf(boxes.get(way.source)));
    listed.sort((one, other) => from(one) - from(other));
    listed.forEach((way, place) => (way.end = middleOf(box) + (((place + 1) / (listed.length + 1)) * 2 - 1) * half));
  }
}

function stretches({ source, target, places, end }, boxes, lines, at) {
  const first = at.get(source);
  const box = boxes.get(source);
  return [
    { x: middleOf(box), from: box.bottom, to: lines[first].bottom },
    ...places.map(({ gap }, place) => ({ x: gap.lanes.get(source), from: lines[first + 1 + place].top, to: lines[first + 1 + place].bottom })),
    { x: end, from: lines[at.get(target)].top, to: boxes.get(target).top },
  ];
}

/** A way as the data of a path. */
export function pathOf(way) {
  const n = (value) => value.toFixed(1);
  const [first, ...rest] = way;
  let path = `M${n(first.x)} ${n(first.from)}V${n(first.to)}`;
  let before = first;
  for (const one of rest) {
    const bend = (before.to + one.from) / 2;
    path += `C${n(before.x)} ${n(bend)} ${n(one.x)} ${n(bend)} ${n(one.x)} ${n(one.from)}V${n(one.to)}`;
    before = one;
  }
  return path;
}
