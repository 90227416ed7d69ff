// Numbers come packed: one run of bytes, and where in it each array lies.
"use strict";

const ARRAY_KINDS = { f8: Float64Array, f4: Float32Array, u4: Uint32Array, u2: Uint16Array, u1: Uint8Array };

async function unpack(data) {
  const bytes = data.address ? await (await fetch(data.address)).arrayBuffer() : fromBase64(data.base64);
  const arrays = {};
  for (const [name, [kind, offset, length]] of Object.entries(data.parts)) {
    arrays[name] = new ARRAY_KINDS[kind](bytes, offset, length);
  }
  return arrays;
}

function fromBase64(text) {
  const said = atob(text);
  const bytes = new Uint8Array(said.length);
  for (let i = 0; i < said.length; i += 1) bytes[i] = said.charCodeAt(i);
  return bytes.buffer;
}

// How far east and south a place lies, where the world is a square of side 1.
function toWorld(latitude, longitude) {
  const sine = Math.sin(Math.max(-85.0511, Math.min(85.0511, latitude)) * Math.PI / 180);
  return [(longitude + 180) / 360, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

function toLatLng(x, y) {
  return L.latLng(Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180 / Math.PI, x * 360 - 180);
}
