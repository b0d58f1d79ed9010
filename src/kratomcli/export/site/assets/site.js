// Theme, the list's filter and order, search, and the words that a search found. Pages work without.
(function () {
  "use strict";
  var root = document.body.dataset.root;
  var page = document.documentElement;

  // -- theme ------------------------------------------------------------------------------------

  var button = document.querySelector("button.theme");
  var dark = matchMedia("(prefers-color-scheme: dark)");

  function isDark() {
    return page.dataset.theme ? page.dataset.theme === "dark" : dark.matches;
  }
  function showTheme() {
    button.setAttribute("aria-pressed", String(isDark()));
  }
  if (button) {
    button.hidden = false;
    showTheme();
    dark.addEventListener("change", showTheme);
    button.addEventListener("click", function () {
      page.dataset.theme = isDark() ? "light" : "dark";
      try {
        localStorage.setItem("theme", page.dataset.theme);
      } catch (error) {
        // It holds for this page then.
      }
      showTheme();
    });
  }

  // -- small things -------------------------------------------------------------------------------

  function make(name, attributes, children) {
    var element = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) {
      element.setAttribute(key, attributes[key]);
    });
    (children || []).forEach(function (child) {
      element.append(child);
    });
    return element;
  }
  function fold(text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  }
  function counted(number, noun) {
    return number.toLocaleString("en") + " " + noun + (number === 1 ? "" : "s");
  }
  var wide = matchMedia("(min-width: 75rem)");
  var contents = document.querySelector(".contents details");
  if (contents && !wide.matches) contents.open = false;

  // -- the list: filter and order --------------------------------------------------------------------

  var form = document.querySelector("form.choose");
  var found = document.querySelector(".found");
  var count = document.querySelector(".count");
  var STEP = 50;

  if (form) {
    form.hidden = false;
    var plainList = Array.from(found.childNodes);
    var plainCount = count.textContent;
    var loading = null;

    // A script and not a fetch, since a page from a file may load the one but not the other.
    var load = function () {
      loading = loading || new Promise(function (resolve, reject) {
        var script = make("script", { src: root + "assets/articles.js" });
        script.onload = function () { resolve(window.kratomcliArticles); };
        script.onerror = reject;
        document.head.append(script);
      });
      return loading;
    };
    var ORDERS = {
      new: null,
      old: function (a, b) { return (a[2] ? 0 : 1) - (b[2] ? 0 : 1) || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0); },
      title: function (a, b) { return a[0].localeCompare(b[0]); },
      long: function (a, b) { return b[4] - a[4]; },
      short: function (a, b) { return a[4] - b[4]; }
    };
    var row = function (data, article) {
      var about = make("p", { class: "about" });
      if (article[2]) about.append(make("time", { datetime: article[2] }, [article[3]]));
      if (article[5]) about.append(make("span", {}, [article[5]]));
      article[6].forEach(function (tag) {
        about.append(make("a", { class: "tag", href: root + data.tags[tag][1] }, [data.tags[tag][0]]));
      });
      return make("li", {}, [make("a", { class: "row", href: root + article[1] }, [article[0]]), about]);
    };
    var show = function (data, articles) {
      var list = make("ol", { class: "articles" });
      var more = make("button", { type: "button", class: "more" }, ["Show more"]);
      var shown = 0;
      var next = function () {
        articles.slice(shown, shown + STEP).forEach(function (article) { list.append(row(data, article)); });
        shown += STEP;
        more.hidden = shown >= articles.length;
      };
      more.addEventListener("click", next);
      next();
      found.replaceChildren(list, more);
      count.textContent = counted(articles.length, "article");
    };
    var choose = function () {
      var wanted = Object.fromEntries(new FormData(form));
      var words = fold(wanted.title).split(/\s+/).filter(Boolean);
      if (!words.length && !wanted.tag && !wanted.year && wanted.order === "new") {
        found.replaceChildren.apply(found, plainList);
        count.textContent = plainCount;
        return;
      }
      load().then(function (data) {
        var tag = data.tags.findIndex(function (pair) { return pair[0] === wanted.tag; });
        var articles = data.articles.filter(function (article) {
          var title = words.length ? fold(article[0]) : "";
          return (!wanted.tag || article[6].includes(tag)) &&
            (!wanted.year || (article[2].slice(0, 4) || "Undated") === wanted.year) &&
            words.every(function (word) { return title.includes(word); });
        });
        if (ORDERS[wanted.order]) articles.sort(ORDERS[wanted.order]);
        show(data, articles);
      }, function () {
        count.textContent = "The list could not be loaded.";
      });
    };
    form.addEventListener("input", choose);
    form.addEventListener("submit", function (event) { event.preventDefault(); choose(); });
    choose();
  }

  // -- search ------------------------------------------------------------------------------------

  var box = document.querySelector("form.search input");

  // What a search gives is text with <mark>s: nothing else of it gets into the page.
  function marked(html) {
    var parts = document.createDocumentFragment();
    var walker = document.createTreeWalker(
      new DOMParser().parseFromString(html, "text/html").body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      var text = walker.currentNode;
      parts.append(text.parentNode.nodeName === "MARK" ? make("mark", {}, [text.data]) : text.data);
    }
    return parts;
  }
  function address(url, words) {
    var whole = new URL(url, document.baseURI);
    whole.searchParams.set("highlight", words);
    return whole.href;
  }
  function hit(data, words) {
    var item = make("li", {}, [make("a", { class: "row", href: address(data.url, words) }, [data.meta.title])]);
    var parts = data.sub_results.filter(function (part) { return part.url.includes("#"); }).slice(0, 4);
    if (!parts.length) item.append(make("p", { class: "summary" }, [marked(data.excerpt)]));
    parts.forEach(function (part) {
      item.append(make("div", { class: "part" }, [
        make("a", { href: address(part.url, words) }, [part.title]),
        make("p", { class: "summary" }, [marked(part.excerpt)])
      ]));
    });
    return item;
  }
  if (box && location.protocol === "file:") {
    box.disabled = true;
    count.textContent = "Search works where this site is served over the web. To try it here, run: python -m http.server";
  } else if (box) {
    var say = function (text) { count.textContent = text; };
    var latest = 0;
    var look = function (engine) {
      var words = box.value.trim();
      var turn = ++latest;
      var bare = new URL(location.href);
      bare.search = words ? "?" + new URLSearchParams({ q: words }) : "";
      history.replaceState(null, "", bare);
      if (!words) {
        found.replaceChildren();
        say("");
        return;
      }
      engine.search(words).then(function (answer) {
        var results = answer.results;
        var list = make("ol", { class: "articles hits" });
        var more = make("button", { type: "button", class: "more" }, ["Show more"]);
        var shown = 0;
        var next = function () {
          var some = results.slice(shown, shown + 10);
          return Promise.all(some.map(function (result) { return result.data(); })).then(function (all) {
            if (turn !== latest) return;
            all.forEach(function (data) { list.append(hit(data, words)); });
            shown += some.length;
            more.hidden = shown >= results.length;
          });
        };
        more.addEventListener("click", next);
        return next().then(function () {
          if (turn !== latest) return;
          found.replaceChildren(list, more);
          say(results.length ? counted(results.length, "article") : "Nothing found.");
        });
      }).catch(function () { say("The search failed."); });
    };
    say("");
    // Words typed before this script came stay.
    if (!box.value) box.value = new URLSearchParams(location.search).get("q") || "";
    import(new URL(root + "pagefind/pagefind.js", document.baseURI).href).then(function (engine) {
      return Promise.resolve(engine.options({ excerptLength: 24 })).then(function () {
        var timer;
        box.addEventListener("input", function () {
          clearTimeout(timer);
          timer = setTimeout(look, 150, engine);
        });
        box.form.addEventListener("submit", function (event) { event.preventDefault(); look(engine); });
        if (box.value) look(engine);
      });
    }).catch(function () { say("The search could not be loaded."); });
    box.focus();
  }

  // -- the words that a search found --------------------------------------------------------------

  var words = new URLSearchParams(location.search).get("highlight");
  var body = document.querySelector("article .body");
  if (words && body) {
    var escaped = words.split(/\s+/).filter(Boolean).slice(0, 20).map(function (word) {
      return word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    });
    var pattern = new RegExp("(?<![\\p{L}\\p{N}])(?:" + escaped.join("|") + ")", "giu");
    var walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    var texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    texts.forEach(function (text) {
      var parts = [];
      var done = 0;
      for (var match of text.data.matchAll(pattern)) {
        parts.push(text.data.slice(done, match.index), make("mark", { class: "found-word" }, [match[0]]));
        done = match.index + match[0].length;
      }
      if (parts.length) text.replaceWith.apply(text, parts.concat(text.data.slice(done)));
    });
    var place = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (place) place.scrollIntoView();
  }
})();
