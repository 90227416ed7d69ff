// What lies below: the outline of the land or tiles; near, where the outline says nothing, a grid.
"use strict";

const NEAREST_OUTLINE = 10.5; // the outline is true to some kilometres

function createGround(map, land) {
  const outline = L.geoJSON(land, { interactive: false, style: { stroke: false, fillOpacity: 0 } }).addTo(map); // until the theme is known
  const grid = L.layerGroup().addTo(map);
  let tiles = null;

  function draw() {
    const near = map.getZoom() > NEAREST_OUTLINE;
    outline.setStyle({ stroke: !near, color: colourOf("border"), weight: 1, fillColor: colourOf("land"), fillOpacity: near ? 0 : 1 });
    map.getContainer().style.background = colourOf(near ? "land" : "sea");
    grid.clearLayers();
    if (!near || tiles) return;
    const bounds = map.getBounds().pad(0.5);
    const step = roundStep((bounds.getEast() - bounds.getWest()) / 12);
    const style = { color: colourOf("sea"), weight: 1.5, interactive: false };
    for (let x = Math.floor(bounds.getWest() / step) * step; x < bounds.getEast(); x += step) {
      L.polyline([[bounds.getSouth(), x], [bounds.getNorth(), x]], style).addTo(grid);
    }
    for (let y = Math.floor(bounds.getSouth() / step) * step; y < bounds.getNorth(); y += step) {
      L.polyline([[y, bounds.getWest()], [y, bounds.getEast()]], style).addTo(grid);
    }
    grid.eachLayer((line) => line.bringToBack());
    outline.bringToBack();
  }

  function roundStep(degrees) {
    const power = 10 ** Math.floor(Math.log10(degrees));
    return power * [1, 2, 5, 10].find((times) => times * power >= degrees);
  }

  map.on("moveend", draw);
  return {
    draw,
    // address "" takes the tiles away; beside: the outline stays below tiles that leave parts free.
    useTiles({ address, credit, least, most, beside }) {
      if (tiles) tiles.remove();
      tiles = address ? L.tileLayer(address, { attribution: credit, minNativeZoom: least, maxNativeZoom: most, maxZoom: 20 }).addTo(map) : null;
      if (address && !beside) outline.remove(); else outline.addTo(map).bringToBack();
      draw();
    },
  };
}
