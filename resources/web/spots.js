// Places with counts: cells, heat, clusters or points; the counts are of all time, or of a moment.
"use strict";

function createSpots(map, legend, locale) {
  const empty = { kind: "none", n: 0, x: [], y: [], total: [], group: null };
  let spots = empty, counts = [], scale = amountScale(1), largest = 1, moments = null, playing = false;
  let compared = null; // counts of the other map, when the difference is shown
  const sheet = new Sheet(paint).addTo(map);
  const short = () => new Intl.NumberFormat(locale(), { notation: "compact", maximumFractionDigits: 1 });
  const plain = (value) => new Intl.NumberFormat(locale(), { maximumSignificantDigits: 3 }).format(value);
  const exact = (value) => new Intl.NumberFormat(locale()).format(value);

  const painters = { cells: paintCells, heat: paintHeat, clusters: paintClusters, points: paintPoints, none() {} };

  function paint(context, place, size) {
    if (spots.n) painters[spots.kind](context, place, size);
  }

  // ---- cells ----

  function paintCells(context, place) {
    const shades = shadesOf(compared ? "difference" : "amount");
    const buckets = shades.map(() => []);
    const value = valueAt();
    for (let i = 0; i < spots.n; i += 1) {
      const amount = value(i);
      if (amount !== null) buckets[Math.round(scale.at(amount) * (SHADES - 1))].push(i);
    }
    context.lineWidth = 0.7;
    context.strokeStyle = colourOf("land");
    context.globalAlpha = 0.86;
    buckets.forEach((bucket, shade) => {
      if (!bucket.length) return;
      context.fillStyle = css(shades[shade]);
      context.beginPath();
      for (const i of bucket) trace(context, place, i);
      context.fill();
      if (!playing) context.stroke();
    });
    context.globalAlpha = 1;
  }

  function trace(context, place, i) {
    const { shapeX, shapeY } = spots, left = place.x(spots.x[i]), middle = spots.x[i] * place.side;
    for (let corner = 0; corner < 6; corner += 1) {
      const x = left + shapeX[6 * i + corner] * place.side - middle, y = place.y(shapeY[6 * i + corner]);
      if (corner) context.lineTo(x, y); else context.moveTo(x, y);
    }
    context.closePath();
  }

  // What a cell shows: its count, or the difference of the two maps' shares; null for nothing.
  function valueAt() {
    if (!compared) return (i) => counts[i] || null;
    const own = sum(counts) || 1, other = sum(compared) || 1;
    return (i) => (counts[i] || compared[i] ? counts[i] / own - compared[i] / other : null);
  }

  // ---- heat ----

  const COARSE = 4, PASSES = 6; // pixels of a square; so many blurs are round, about 8 pixels wide

  function paintHeat(context, place, size) {
    const { grid, width, height } = density(place, size);
    const picture = new ImageData(width, height), shades = shadesOf("amount");
    for (let i = 0; i < grid.length; i += 1) {
      const share = scale.at(grid[i]);
      if (!(share > 0)) continue;
      const shade = shades[Math.round(Math.min(share, 1) * (SHADES - 1))];
      picture.data.set([...shade, 255 * Math.min(0.85, 0.2 + share * 0.8)], 4 * i);
    }
    const small = new OffscreenCanvas(width, height);
    small.getContext("2d").putImageData(picture, 0, 0);
    context.imageSmoothingEnabled = true;
    context.drawImage(small, 0, 0, width * COARSE, height * COARSE);
  }

  // Events per square kilometre, smoothed.
  function density(place, size) {
    const width = Math.ceil(size.x / COARSE), height = Math.ceil(size.y / COARSE);
    const grid = new Float32Array(width * height);
    for (let i = 0; i < spots.n; i += 1) {
      if (!counts[i]) continue;
      const x = Math.floor(place.x(spots.x[i]) / COARSE), y = Math.floor(place.y(spots.y[i]) / COARSE);
      if (x >= 0 && y >= 0 && x < width && y < height) grid[y * width + x] += counts[i];
    }
    for (let pass = 0; pass < PASSES; pass += 1) blur(grid, width, height, 1);
    const metres = 40075016.7 * Math.cos(map.getCenter().lat * Math.PI / 180) / place.side * COARSE;
    const squareKm = (metres / 1000) ** 2;
    for (let i = 0; i < grid.length; i += 1) grid[i] /= squareKm;
    return { grid, width, height };
  }

  // The mean over a square, first along rows, then along columns.
  function blur(grid, width, height, radius) {
    const lines = [[height, width, width, 1], [width, height, 1, width]];
    for (const [many, long, between, along] of lines) {
      const line = new Float32Array(long);
      for (let start = 0; start < many * between; start += between) {
        let total = 0;
        for (let i = 0; i < long; i += 1) line[i] = grid[start + i * along];
        for (let i = -radius; i < long; i += 1) {
          if (i + radius < long) total += line[i + radius];
          if (i - radius - 1 >= 0) total -= line[i - radius - 1];
          if (i >= 0) grid[start + i * along] = Math.max(0, total) / (2 * radius + 1);
        }
      }
    }
  }

  function densest() {
    const place = sheet.placing(), size = map.getSize().multiplyBy(1 + 2 * MARGIN);
    let most = 0;
    for (const value of density(place, size).grid) if (value > most) most = value;
    return most;
  }

  // ---- clusters and points ----

  function paintClusters(context, place) {
    const said = short(), accent = colourOf("accent"), ink = colourOf("on-accent");
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.font = "600 12px " + map.getContainer().style.fontFamily;
    for (let i = 0; i < spots.n; i += 1) {
      if (!counts[i]) continue;
      const text = said.format(counts[i]), radius = radiusOf(i, text.length);
      const x = place.x(spots.x[i]), y = place.y(spots.y[i]);
      disc(context, x, y, radius, accent);
      context.fillStyle = ink;
      context.fillText(text, x, y + 0.5);
    }
  }

  function paintPoints(context, place) {
    const colours = [0, 1, 2, 3, 4, 5, 6, 7].map((code) => colourOf("series-" + code));
    const accent = colourOf("accent");
    for (let i = 0; i < spots.n; i += 1) {
      if (!counts[i]) continue;
      const colour = spots.group ? colours[spots.group[i]] : accent;
      disc(context, place.x(spots.x[i]), place.y(spots.y[i]), radiusOf(i), colour);
    }
  }

  function radiusOf(i, letters = 1) {
    const share = Math.sqrt(counts[i] / Math.max(largest, 1));
    return spots.kind === "clusters" ? Math.max(11, 4 + 4 * letters, 26 * share) : 2.5 + (spots.n < 800 ? 11 : 8) * Math.min(share, 1);
  }

  function disc(context, x, y, radius, colour) {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.globalAlpha = 0.85;
    context.fillStyle = colour;
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = 1;
    context.strokeStyle = colourOf("panel");
    context.stroke();
  }

  // ---- what is under the mouse ----

  function nearest(event) {
    if (!spots.n || spots.kind === "heat") return -1;
    const at = sheet.pointOf(event), place = sheet.placing();
    let best = -1, least = Infinity;
    for (let i = spots.n - 1; i >= 0; i -= 1) {
      if (!counts[i] && !(compared && compared[i])) continue;
      const far = Math.hypot(place.x(spots.x[i]) - at.x, place.y(spots.y[i]) - at.y);
      const reach = spots.kind === "cells" ? cellReach(place, i) : radiusOf(i, 3) + 2;
      if (far < reach && far < least) { best = i; least = far; }
    }
    return best;
  }

  function cellReach(place, i) {
    const x = (spots.shapeX[6 * i] - spots.x[i]) * place.side, y = (spots.shapeY[6 * i] - spots.y[i]) * place.side;
    return Math.hypot(x, y);
  }

  function wordsOf(i) {
    const lines = [spots.unit[counts[i] === 1 ? 0 : 1].replace("{n}", exact(counts[i]))];
    if (compared) {
      const points = valueAt()(i) * 100;
      lines.push(spots.unit[compared[i] === 1 ? 0 : 1].replace("{n}", exact(compared[i])));
      lines.push((points > 0 ? "+" : "") + plain(points) + " %");
    }
    return lines;
  }

  function sum(values) {
    let total = 0;
    for (let i = 0; i < values.length; i += 1) total += values[i];
    return total;
  }

  // ---- scale ----

  function measure() {
    if (!spots.n || spots.kind === "points" || spots.kind === "clusters") { legend.measure(null); return; }
    const shades = shadesOf(compared ? "difference" : "amount");
    const title = compared ? spots.differenceTitle : spots.scaleTitle;
    const format = compared ? (value) => plain(value * 100) + " %" : spots.kind === "heat" ? plain : exact;
    legend.measure({ title, shades, ticks: scale.ticks, at: scale.at, format });
  }

  function setScale(most) {
    largest = most;
    if (compared) {
      const value = valueAt();
      let far = 1e-4; // less than a hundredth of a per cent is no difference
      for (let i = 0; i < spots.n; i += 1) far = Math.max(far, Math.abs(value(i) || 0));
      scale = differenceScale(far);
    } else {
      scale = spots.kind === "heat" ? densityScale(Math.max(most, 1e-9)) : amountScale(most);
    }
    measure();
  }

  return {
    get kind() { return spots.kind; },
    get picture() { return spots.serial; },
    get counts() { return counts; },
    get largest() { return largest; },
    show(message, arrays) {
      spots = { ...message, ...arrays, n: arrays.x.length, kind: arrays.x.length ? message.layer : "none" };
      moments = compared = null;
      counts = message.timed ? new Uint8Array(spots.n) : spots.total; // the moment's follow at once
      this.rescale();
      sheet.redraw();
    },
    clear() { spots = empty; counts = []; moments = compared = null; legend.measure(null); sheet.redraw(); },
    // Counts by moments of time came in; `length` steps are shown at once.
    setMoments(made, length) {
      moments = made;
      let most = 0;
      const look = spots.kind === "heat" ? (now) => { counts = now; most = Math.max(most, densest()); } : undefined;
      const largestCount = moments.survey(length, 24, look);
      setScale(spots.kind === "heat" ? most : largestCount);
    },
    get moments() { return moments; },
    showMoment(begin, end) { counts = moments.move(begin, end); },
    showAll() { counts = spots.total; moments = null; this.rescale(); sheet.redraw(); },
    rescale() { setScale(spots.kind === "heat" && spots.n ? densest() : Math.max(1, ...maximum(spots.total))); },
    useScale: setScale,
    compareWith(other) { compared = other; setScale(largest); },
    setPlaying(now) { playing = now; },
    redraw() { sheet.redraw(); measure(); },
    repaint() { sheet.redraw(); },
    nearest,
    wordsOf,
    at(i) { return toLatLng(spots.x[i], spots.y[i]); },
    details(i) { return spots.words ? spots.words[i] : null; },
  };
}

function maximum(values) {
  let most = 0;
  for (let i = 0; i < values.length; i += 1) if (values[i] > most) most = values[i];
  return [most];
}
