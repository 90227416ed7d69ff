// What a window that moves through time counts: entries enter and leave, each is handled once.
"use strict";

class MovingCounts {
  // offset: where each step's entries begin; key, count: of each entry; spot: where each key lies.
  constructor({ offset, key, count, spot }, spots, distinct) {
    Object.assign(this, { offset, key, count, spot, distinct });
    this.steps = offset.length - 1;
    this.counts = new Int32Array(spots);
    this.alive = distinct ? new Int32Array(spot.length) : null;
    this.begin = this.end = 0;
    this.total = 0;
  }

  // Counts of the steps from begin to before end.
  move(begin, end) {
    begin = Math.min(Math.max(begin, 0), this.steps);
    end = Math.min(Math.max(end, begin), this.steps);
    if (begin >= this.end || end <= this.begin) {
      this.counts.fill(0);
      if (this.alive) this.alive.fill(0);
      this.total = 0;
      this.begin = this.end = begin;
    }
    this._add(this.end, end, 1);
    this._add(this.begin, begin, -1);
    this._add(begin, this.begin, 1);
    this._add(end, this.end, -1);
    this.begin = begin;
    this.end = end;
    return this.counts;
  }

  _add(from, to, sign) {
    if (from >= to) return;
    const { offset, key, count, spot, counts, alive } = this;
    for (let i = offset[from]; i < offset[to]; i += 1) {
      const events = sign * count[i];
      this.total += events;
      if (!alive) {
        counts[key[i]] += events;
      } else {
        const before = alive[key[i]], now = alive[key[i]] = before + events;
        if (!before !== !now) counts[spot[key[i]]] += sign;
      }
    }
  }

  // The largest count that any window of so many steps has, and the counts at some of them.
  survey(length, some = 0, look = () => {}) {
    let largest = 1;
    const stride = Math.max(1, Math.floor(length / 4), Math.floor(this.steps / 4000));
    const every = some ? Math.max(1, Math.floor(this.steps / stride / some)) : 0;
    for (let at = 0, n = 0; at < this.steps; at += stride, n += 1) {
      const counts = this.move(at, at + length);
      for (let i = 0; i < counts.length; i += 1) if (counts[i] > largest) largest = counts[i];
      if (every && n % every === 0) look(counts);
    }
    return largest;
  }
}
