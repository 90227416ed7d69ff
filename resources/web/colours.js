// Colours come from the style sheet, so that they follow the theme; scales turn counts into them.
"use strict";

const SHADES = 48;

const readColours = new Map(); // reading a style costs more than painting with it

function colourOf(name) {
  if (!readColours.has(name)) {
    readColours.set(name, getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim());
  }
  return readColours.get(name);
}

function forgetColours() { readColours.clear(); }

// The colours of a ramp of the style sheet ("amount", "time", "difference"), finely graded.
function shadesOf(name) {
  if (readColours.has("shades " + name)) return readColours.get("shades " + name);
  const stops = colourOf("ramp-" + name).split(/\s+/).map(parseColour);
  const shades = [];
  for (let i = 0; i < SHADES; i += 1) {
    const at = i / (SHADES - 1) * (stops.length - 1);
    const low = stops[Math.floor(at)], high = stops[Math.ceil(at)], share = at - Math.floor(at);
    shades.push(low.map((part, j) => Math.round(part + (high[j] - part) * share)));
  }
  readColours.set("shades " + name, shades);
  return shades;
}

function parseColour(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

function css([red, green, blue], opacity = 1) {
  return `rgb(${red} ${green} ${blue} / ${opacity})`;
}

// Counts from one to the largest, by their logarithm: 0 is one, 1 the largest.
function amountScale(largest) {
  const span = Math.log(Math.max(largest, 2));
  return {
    largest,
    at: (count) => Math.min(1, Math.max(0, Math.log(Math.max(count, 1)) / span)),
    ticks: roundNumbers(Math.max(largest, 1)),
  };
}

// Densities from a hundredth of the largest to the largest.
function densityScale(largest) {
  const decades = 2;
  return {
    largest,
    at: (value) => 1 + Math.log10(Math.max(value, 1e-12) / largest) / decades,
    ticks: [largest / 30, largest / 5, largest],
  };
}

// Differences of shares: 0 is the most negative, 1 the most positive, both ends equally far.
function differenceScale(largest) {
  return {
    largest,
    at: (value) => 0.5 + 0.5 * Math.sign(value) * Math.sqrt(Math.min(1, Math.abs(value) / largest)),
    ticks: [-largest, 0, largest],
  };
}

function roundNumbers(largest) {
  const found = [1];
  for (let power = 10; power < largest / 3; power *= 10) found.push(power);
  while (found.length > 3) found.splice(1, found.length - 3);
  if (largest > 1) found.push(largest);
  return found;
}
