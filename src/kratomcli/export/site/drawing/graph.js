// Draws the articles and their links, laid out by d3-force. The list below has the same without.
(function () {
  "use strict";
  var data = window.kratomcliLinks;
  var section = document.querySelector("section.graph");
  if (!data || !section) return;
  section.hidden = false;
  var root = document.body.dataset.root;
  var canvas = section.querySelector("canvas");
  var status = section.querySelector("[role=status]");
  var pen = canvas.getContext("2d");
  var isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  var MOST_NAMES = 40;

  var nodes = data.articles.map(function (article) {
    return { title: article[0], url: root + article[1], number: article[2], size: 3 + 1.3 * Math.sqrt(article[2]), near: new Set() };
  });
  var links = data.links.map(function (pair) {
    nodes[pair[0]].near.add(nodes[pair[1]]);
    nodes[pair[1]].near.add(nodes[pair[0]]);
    return { source: nodes[pair[0]], target: nodes[pair[1]] };
  });
  var chosen = null;
  var view = { scale: 1, x: 0, y: 0, isOwn: false };
  var colours = {};

  // -- drawing ------------------------------------------------------------------------------------

  function readColours() {
    var style = getComputedStyle(canvas);
    colours = { ink: style.color, soft: style.columnRuleColor, node: style.textDecorationColor, paper: style.backgroundColor, font: style.fontFamily };
    draw();
  }
  function fit() {
    var least = [Infinity, Infinity], most = [-Infinity, -Infinity];
    nodes.forEach(function (node) {
      least = [Math.min(least[0], node.x - node.size), Math.min(least[1], node.y - node.size)];
      most = [Math.max(most[0], node.x + node.size), Math.max(most[1], node.y + node.size)];
    });
    var width = canvas.clientWidth - 60, height = canvas.clientHeight - 60;
    view.scale = Math.min(width / (most[0] - least[0]), height / (most[1] - least[1]), 2.5);
    view.x = (least[0] + most[0]) / 2;
    view.y = (least[1] + most[1]) / 2;
  }
  function place(node) {
    return [(node.x - view.x) * view.scale + canvas.clientWidth / 2, (node.y - view.y) * view.scale + canvas.clientHeight / 2];
  }
  function drawLinks(some, colour, opacity) {
    pen.strokeStyle = colour;
    pen.globalAlpha = opacity;
    pen.beginPath();
    some.forEach(function (link) {
      pen.moveTo.apply(pen, place(link.source));
      pen.lineTo.apply(pen, place(link.target));
    });
    pen.stroke();
    pen.globalAlpha = 1;
  }
  function drawNode(node) {
    var at = place(node);
    pen.fillStyle = node === chosen ? colours.ink : colours.node;
    pen.globalAlpha = chosen && node !== chosen && !chosen.near.has(node) ? 0.35 : 1;
    pen.beginPath();
    pen.arc(at[0], at[1], node.size * Math.max(Math.min(view.scale, 1.4), 0.6), 0, 7);
    pen.fill();
    pen.globalAlpha = 1;
  }
  function drawNames() {
    var taken = [];
    pen.font = "13px " + colours.font;
    pen.textAlign = "center";
    pen.lineWidth = 3;
    pen.strokeStyle = colours.paper;
    pen.fillStyle = colours.ink;
    var named = chosen ? [chosen].concat(Array.from(chosen.near)) : nodes;
    named.some(function (node) {
      var at = place(node);
      var title = node.title.length > 40 ? node.title.slice(0, 39) + "…" : node.title;
      var half = pen.measureText(title).width / 2 + 4;
      var x = Math.max(half, Math.min(canvas.clientWidth - half, at[0]));
      var y = at[1] + node.size * Math.min(view.scale, 1.4) + 14;
      var isFree = taken.every(function (other) {
        return Math.abs(other[0] - x) > other[2] + half || Math.abs(other[1] - y) > 17;
      });
      if (isFree && at[0] > 0 && at[0] < canvas.clientWidth && at[1] > 0 && y < canvas.clientHeight) {
        taken.push([x, y, half]);
        pen.strokeText(title, x, y);
        pen.fillText(title, x, y);
      }
      return taken.length >= MOST_NAMES;
    });
  }
  function draw() {
    var ratio = window.devicePixelRatio || 1;
    var width = Math.round(canvas.clientWidth * ratio), height = Math.round(canvas.clientHeight * ratio);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    if (!view.isOwn) fit();
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    pen.lineWidth = 1;
    drawLinks(links, colours.soft, chosen ? 0.15 : 0.5);
    if (chosen) {
      drawLinks(links.filter(function (link) { return link.source === chosen || link.target === chosen; }), colours.ink, 0.8);
    }
    nodes.forEach(drawNode);
    if (chosen) drawNode(chosen);
    drawNames();
  }

  // -- choosing -----------------------------------------------------------------------------------

  function choose(node) {
    if (node === chosen) return;
    chosen = node;
    status.replaceChildren();
    if (node) {
      var name = document.createElement("a");
      name.href = node.url;
      name.textContent = node.title;
      status.append(name, " – " + node.number.toLocaleString("en") + (node.number === 1 ? " link" : " links"));
      show(node);
    }
    draw();
  }
  function show(node) {
    var at = place(node);
    if (at[0] < 0 || at[1] < 0 || at[0] > canvas.clientWidth || at[1] > canvas.clientHeight) {
      view.isOwn = true;
      view.x = node.x;
      view.y = node.y;
    }
  }
  function under(event) {
    var box = canvas.getBoundingClientRect();
    var x = (event.clientX - box.left - canvas.clientWidth / 2) / view.scale + view.x;
    var y = (event.clientY - box.top - canvas.clientHeight / 2) / view.scale + view.y;
    return layout.find(x, y, 16 / view.scale) || null;
  }
  function towards(right, down) {
    if (!chosen) return nodes[0];
    var best = null, least = Infinity;
    nodes.forEach(function (node) {
      var x = node.x - chosen.x, y = node.y - chosen.y;
      var ahead = x * right + y * down, aside = Math.abs(x * down) + Math.abs(y * right);
      var cost = ahead + 2 * aside;
      if (node !== chosen && ahead > 0 && aside <= 2 * ahead && cost < least) {
        best = node;
        least = cost;
      }
    });
    return best || chosen;
  }
  function resize(factor) {
    view.isOwn = factor > 0;
    if (factor) view.scale = Math.max(0.05, Math.min(8, view.scale * factor));
    if (factor && chosen) {
      view.x = chosen.x;
      view.y = chosen.y;
    }
    draw();
  }
  var KEYS = {
    ArrowLeft: function () { choose(towards(-1, 0)); },
    ArrowRight: function () { choose(towards(1, 0)); },
    ArrowUp: function () { choose(towards(0, -1)); },
    ArrowDown: function () { choose(towards(0, 1)); },
    Enter: function () { if (chosen) location.href = chosen.url; },
    Escape: function () { choose(null); },
    "+": function () { resize(1.4); },
    "-": function () { resize(0.7); },
    "0": function () { resize(0); }
  };
  canvas.addEventListener("keydown", function (event) {
    if (!KEYS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  section.querySelectorAll("[data-size]").forEach(function (button) {
    button.addEventListener("click", function () { resize(Number(button.dataset.size)); });
  });

  // -- the pointer --------------------------------------------------------------------------------

  var from = null;
  canvas.addEventListener("pointerdown", function (event) {
    from = { x: event.clientX, y: event.clientY, left: view.x, top: view.y, isDrag: false };
  });
  canvas.addEventListener("pointermove", function (event) {
    if (!from && event.pointerType === "mouse") {
      choose(under(event) || chosen);
      canvas.classList.toggle("over", Boolean(under(event)));
    }
    if (!from || event.pointerType !== "mouse") return;
    var x = event.clientX - from.x, y = event.clientY - from.y;
    from.isDrag = from.isDrag || Math.abs(x) + Math.abs(y) > 4;
    if (!from.isDrag) return;
    view.isOwn = true;
    view.x = from.left - x / view.scale;
    view.y = from.top - y / view.scale;
    draw();
  });
  canvas.addEventListener("pointerleave", function () { from = null; });
  canvas.addEventListener("pointerup", function (event) {
    var isDrag = from && from.isDrag;
    from = null;
    if (isDrag) return;
    var node = under(event);
    if (node && event.pointerType === "mouse") location.href = node.url;
    else choose(node);
  });

  // -- the layout ---------------------------------------------------------------------------------

  var layout = d3.forceSimulation(nodes)
    .force("link", d3.forceLink(links).distance(50))
    .force("charge", d3.forceManyBody().strength(-90).distanceMax(600))
    .force("x", d3.forceX().strength(0.05))
    .force("y", d3.forceY().strength(0.09))
    .force("space", d3.forceCollide(function (node) { return node.size + 3; }))
    .on("tick", draw)
    .on("end", finish);
  function finish() {
    canvas.dataset.state = "done";
    draw();
  }
  new MutationObserver(readColours).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", readColours);
  new ResizeObserver(draw).observe(canvas);
  readColours();
  if (isCalm) {
    layout.stop().tick(300);
    finish();
  }
})();
