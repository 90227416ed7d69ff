// The clock of the playback: where the window stands, how fast it moves, and what that draws.
"use strict";

// show(begin, end): draw these steps. tell(at, done): the window stands at this step now.
function createPlayer(show, tell) {
  const TELL_MS = 80;
  let steps = 0, length = 1, pace = 24, loop = true, playing = false;
  let at = 0, drawn = -1, before = 0, told = 0;
  const figures = { drawn: 0, since: 0, slowest: 0 };

  function tick(now) {
    if (!playing) return;
    const passed = Math.min(now - before, 250);
    before = now;
    at += passed / 1000 * pace;
    const last = Math.max(steps - length, 0);
    if (at > last) {
      if (loop && last > 0) at %= last; else { at = last; playing = false; }
    }
    draw();
    if (now - told > TELL_MS || !playing) { told = now; tell(Math.floor(at), playing); }
    if (playing) requestAnimationFrame(tick);
  }

  function draw() {
    const step = Math.floor(at);
    if (step === drawn) return;
    drawn = step;
    const begin = performance.now();
    show(step, step + length);
    figures.drawn += 1;
    figures.slowest = Math.max(figures.slowest, performance.now() - begin);
  }

  return {
    figures,
    get playing() { return playing; },
    get step() { return Math.floor(at); },
    get end() { return Math.floor(at) + length; },
    set(message) {
      ({ steps, length, pace, loop } = { steps, length, pace, loop, ...message });
      at = Math.min(at, Math.max(steps - length, 0));
      drawn = -1;
    },
    seek(step) { at = Math.min(Math.max(step, 0), Math.max(steps - length, 0)); drawn = -1; draw(); tell(Math.floor(at), playing); },
    play(on) {
      if (on && !playing) {
        if (at >= steps - length) at = 0;
        before = performance.now();
        Object.assign(figures, { drawn: 0, since: before, slowest: 0 });
        requestAnimationFrame(tick);
      }
      playing = on;
      tell(Math.floor(at), playing);
    },
  };
}
