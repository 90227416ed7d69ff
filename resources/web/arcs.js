// Moves from place to place: curves as wide as they are travelled, of all time or of a moment.
"use strict";

function createArcs(map) {
  const NEAR = 7; // pixels
  let flows = [], counts = null, largest = 1, moments = null;
  const sheet = new Sheet(paint).addTo(map);

  function paint(context, place) {
    flows.forEach((flow, i) => {
      const look = lookOf(flow, i);
      if (!look) return;
      const points = curve(flow, place);
      const colour = flow.colour || colourOf("accent");
      context.globalAlpha = look.opacity;
      context.strokeStyle = colour;
      context.lineWidth = look.width;
      context.beginPath();
      points.forEach(([x, y], step) => (step ? context.lineTo(x, y) : context.moveTo(x, y)));
      context.stroke();
      head(context, ...points[12], ...points[16], 6 + look.width, colour);
    });
    context.globalAlpha = 1;
  }

  function lookOf(flow, i) {
    if (!counts) return flow;
    if (!counts[i]) return null;
    const share = Math.sqrt(Math.min(1, counts[i] / largest));
    return { width: 1 + 5 * share, opacity: 0.25 + 0.55 * share };
  }

  // A curve bent to the right of its way, so that there and back lie apart.
  function curve(flow, place) {
    const [a, b] = [flow.from, flow.to].map(([latitude, longitude]) => {
      const [x, y] = toWorld(latitude, longitude);
      return [place.x(x), place.y(y)];
    });
    const bend = [(a[0] + b[0]) / 2 + (a[1] - b[1]) * 0.18, (a[1] + b[1]) / 2 + (b[0] - a[0]) * 0.18];
    const points = [];
    for (let step = 0; step <= 24; step += 1) {
      const t = step / 24, s = 1 - t;
      points.push([0, 1].map((part) => a[part] * s * s + bend[part] * 2 * s * t + b[part] * t * t));
    }
    return points;
  }

  return {
    show(message) { flows = message.flows; counts = moments = null; sheet.redraw(); },
    setMoments(made, length) { moments = made; largest = made.survey(length); },
    get moments() { return moments; },
    showMoment(begin, end) { counts = moments.move(begin, end); },
    showAll() { counts = moments = null; sheet.redraw(); },
    redraw() { sheet.redraw(); },
    nearest(event) {
      const at = sheet.pointOf(event), place = sheet.placing();
      let best = -1, least = NEAR;
      flows.forEach((flow, i) => {
        if (!lookOf(flow, i)) return;
        for (const [x, y] of curve(flow, place)) {
          const far = Math.hypot(x - at.x, y - at.y);
          if (far < least) { best = i; least = far; }
        }
      });
      return best;
    },
    words(i) { return flows[i]; },
  };
}
