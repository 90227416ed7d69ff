// A canvas over the map: it goes along while the map is dragged or zoomed, and is drawn anew after.
"use strict";

const MARGIN = 0.15; // of the view on each side, drawn too

const Sheet = L.Layer.extend({
  // paint(context, place): place(x, y) says where on the canvas a point of the world lies.
  initialize(paint) { this._paint = paint; },

  onAdd(map) {
    this._canvas = L.DomUtil.create("canvas", "sheet leaflet-zoom-animated", map.getPane("overlayPane"));
    map.on("moveend zoomend resize viewreset", this.redraw, this);
    map.on("zoomanim", this._zoom, this);
    this.redraw();
  },

  onRemove(map) {
    map.off("moveend zoomend resize viewreset", this.redraw, this);
    map.off("zoomanim", this._zoom, this);
    this._canvas.remove();
  },

  redraw() {
    const map = this._map;
    if (!map) return;
    const size = map.getSize(), ratio = window.devicePixelRatio || 1;
    const margin = size.multiplyBy(MARGIN).round(), whole = size.add(margin.multiplyBy(2));
    const width = Math.round(whole.x * ratio), height = Math.round(whole.y * ratio);
    const canvas = this._canvas, context = canvas.getContext("2d");
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      canvas.style.width = whole.x + "px";
      canvas.style.height = whole.y + "px";
    }
    this._corner = map.containerPointToLayerPoint(margin.multiplyBy(-1));
    this._seen = map.containerPointToLatLng(margin.multiplyBy(-1));
    L.DomUtil.setPosition(canvas, this._corner);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, whole.x, whole.y);
    this._paint(context, this.placing(), whole);
  },

  // How the world is laid on the canvas at the present zoom.
  placing() {
    const map = this._map, side = 256 * 2 ** map.getZoom();
    const shift = map.getPixelOrigin().add(this._corner);
    const [middle] = toWorld(0, map.getCenter().lng);
    return {
      side,
      x: (x) => (x + Math.round(middle - x)) * side - shift.x,
      y: (y) => y * side - shift.y,
    };
  },

  // Where on the canvas a mouse event lies.
  pointOf(event) { return event.layerPoint.subtract(this._corner); },

  _zoom(event) {
    const map = this._map, scale = map.getZoomScale(event.zoom);
    const at = map._latLngToNewLayerPoint(this._seen, event.zoom, event.center);
    L.DomUtil.setTransform(this._canvas, at, scale);
  },
});
