// One user's way: coloured from early to late, with arrowheads, dotted across the pauses.
"use strict";

function createTrail(map) {
  const BETWEEN_HEADS = 64, NEAR = 9; // pixels
  let trail = null, first = -Infinity, last = Infinity;
  const sheet = new Sheet(paint).addTo(map);

  function paint(context, place) {
    if (!trail || !trail.x.length) return;
    const shades = shadesOf("time"), { x, y, time, session } = trail;
    const [from, to] = shown();
    let since = 0;
    context.lineCap = context.lineJoin = "round";
    for (let i = from + 1; i < to; i += 1) {
      const ax = place.x(x[i - 1]), ay = place.y(y[i - 1]), bx = place.x(x[i]), by = place.y(y[i]);
      const pause = session[i] !== session[i - 1];
      const colour = css(shades[shadeAt(time[i])], pause ? 0.5 : 0.95);
      context.strokeStyle = colour;
      context.lineWidth = pause ? 1.2 : 2.5;
      context.setLineDash(pause ? [2, 6] : []);
      context.beginPath();
      context.moveTo(ax, ay);
      context.lineTo(bx, by);
      context.stroke();
      if (pause) { since = 0; continue; }
      const length = Math.hypot(bx - ax, by - ay);
      since += length;
      if (since >= BETWEEN_HEADS && length > 5) { head(context, ax, ay, bx, by, 7, colour); since = 0; }
    }
    context.setLineDash([]);
    for (let i = from; i < to; i += 1) stop(context, place, i, shades, 3.2);
    if (to > from && to < x.length) stop(context, place, to - 1, shades, 7);
  }

  function stop(context, place, i, shades, radius) {
    context.beginPath();
    context.arc(place.x(trail.x[i]), place.y(trail.y[i]), radius, 0, 2 * Math.PI);
    context.fillStyle = css(shades[shadeAt(trail.time[i])]);
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = colourOf("panel");
    context.stroke();
  }

  // Positions of the points within the shown time: from the first to before the last.
  function shown() {
    return [lowest(trail.time, first), lowest(trail.time, last)];
  }

  function shadeAt(time) {
    const span = trail.time[trail.time.length - 1] - trail.time[0];
    return Math.round((SHADES - 1) * (span > 0 ? (time - trail.time[0]) / span : 1));
  }

  return {
    show({ words, serial }, arrays) { trail = { ...arrays, words, serial }; sheet.redraw(); },
    clear() { trail = null; sheet.redraw(); },
    // Only what lies in this time, in milliseconds of the local clock, is drawn.
    limit(begin, end) { first = begin; last = end; if (trail) sheet.redraw(); },
    redraw() { sheet.redraw(); },
    nearest(event) {
      if (!trail) return -1;
      const at = sheet.pointOf(event), place = sheet.placing(), [from, to] = shown();
      let best = -1, least = NEAR;
      for (let i = from; i < to; i += 1) {
        const far = Math.hypot(place.x(trail.x[i]) - at.x, place.y(trail.y[i]) - at.y);
        if (far < least) { best = i; least = far; }
      }
      return best;
    },
    get picture() { return trail.serial; },
    at(i) { return toLatLng(trail.x[i], trail.y[i]); },
    details(i) { return trail.words ? trail.words[i] : null; },
  };
}

// A triangle of `size` pixels half-way from a to b.
function head(context, ax, ay, bx, by, size, colour, share = 0.5) {
  const length = Math.hypot(bx - ax, by - ay) || 1;
  const x = (bx - ax) / length, y = (by - ay) / length;
  const tipX = ax + (bx - ax) * share + x * size / 2, tipY = ay + (by - ay) * share + y * size / 2;
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(tipX, tipY);
  context.lineTo(tipX - x * size - y * size / 2, tipY - y * size + x * size / 2);
  context.lineTo(tipX - x * size + y * size / 2, tipY - y * size - x * size / 2);
  context.closePath();
  context.fill();
}

// The first position in an ascending array whose value is not below `limit`.
function lowest(values, limit) {
  let low = 0, high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < limit) low = middle + 1; else high = middle;
  }
  return low;
}
