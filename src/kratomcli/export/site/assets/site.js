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
  // Looks for what is typed into `box`, once Pagefind is loaded; a page of its own keeps it in its address.
  function searchIn(box, found, count, isPage) {
    var say = function (text) { count.textContent = text; };
    var latest = 0;
    var look = function (engine) {
      var words = box.value.trim();
      var turn = ++latest;
      if (isPage) {
        var bare = new URL(location.href);
        bare.search = words ? "?" + new URLSearchParams({ q: words }) : "";
        history.replaceState(null, "", bare);
      }
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
        more.addEventListener("click", function () {
          var first = list.children.length;
          next().then(function () { list.children[first].querySelector("a").focus(); });
        });
        return next().then(function () {
          if (turn !== latest) return;
          found.replaceChildren(list, more);
          say(results.length ? counted(results.length, "article") : "Nothing found.");
        });
      }).catch(function () { say("The search failed."); });
    };
    say("");
    import(new URL(root + "pagefind/pagefind.js", document.baseURI).href).then(function (engine) {
      return Promise.resolve(engine.options({ excerptLength: 24 })).then(function () {
        var timer;
        box.addEventListener("input", function () {
          clearTimeout(timer);
          timer = setTimeout(look, 150, engine);
        });
        box.form.addEventListener("submit", function () {
          clearTimeout(timer);
          look(engine);
        });
        if (box.value) look(engine);
      });
    }).catch(function () { say("The search could not be loaded."); });
    box.form.addEventListener("submit", function (event) { event.preventDefault(); });
  }
  // Arrows go from the field through what was found and back; `leave` is what Escape does.
  function walkIn(area, box, leave) {
    area.addEventListener("keydown", function (event) {
      if (isHeld(event) || event.isComposing) return;
      var stops = [box].concat(Array.from(area.querySelectorAll(".hits a, .found .more:not([hidden])")));
      var step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      var at = stops.indexOf(document.activeElement);
      if (event.key === "Escape") leave();
      else if (step && at >= 0 && stops[at + step]) stops[at + step].focus();
      else return;
      event.preventDefault();
    });
  }
  function isHeld(event) {
    return event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
  }
  var isFile = location.protocol === "file:";
  if (box && isFile) {
    box.disabled = true;
    count.textContent = "Search works where this site is served over the web. To try it here, run: python -m http.server";
  } else if (box) {
    // Words typed before this script came stay.
    if (!box.value) box.value = new URLSearchParams(location.search).get("q") || "";
    searchIn(box, found, count, true);
    walkIn(document.querySelector("main"), box, function () { document.activeElement.blur(); });
    box.focus();
  }

  // -- keys that lead to the search -----------------------------------------------------------------

  var toSearch = isFile ? null : document.querySelector("a.to-search");
  var isMac = /Mac|iP(hone|ad|od)/.test(navigator.platform);
  var finder = null;

  // A key alone may be struck by mistake, or by a voice that is taken for keys: it can be turned off.
  function isSlashOn() {
    try {
      return localStorage.getItem("slash") !== "off";
    } catch (error) {
      return true;
    }
  }
  function showKeys() {
    var hint = toSearch.querySelector("kbd");
    toSearch.setAttribute("aria-keyshortcuts", (isSlashOn() ? "/ " : "") + (isMac ? "Meta+K" : "Control+K"));
    if (!hint) return;
    hint.hidden = false;
    hint.textContent = isSlashOn() ? "/" : isMac ? "⌘K" : "Ctrl K";
  }
  function makeFinder() {
    var words = make("input", { type: "search", name: "q", autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
    var said = make("p", { class: "count", role: "status" });
    var hits = make("div", { class: "found" });
    var slash = make("input", { type: "checkbox" });
    var close = make("button", { type: "button", class: "more" }, ["Close"]);
    var form = make("form", { class: "search", role: "search" }, [make("label", {}, ["Words to look for", words])]);
    finder = make("dialog", { class: "finder", "aria-label": "Search" }, [form, said, hits,
      make("div", { class: "keys" }, [make("label", {}, [slash, "The key / opens this"]), close])]);
    slash.checked = isSlashOn();
    slash.addEventListener("change", function () {
      try {
        localStorage.setItem("slash", slash.checked ? "on" : "off");
      } catch (error) {
        // It stays as it was.
      }
      showKeys();
    });
    var leave = function () { finder.close(); };
    close.addEventListener("click", leave);
    // Beside the dialog, or on what was found, which may be a place of this very page.
    finder.addEventListener("click", function (event) {
      if (event.target === finder || (event.target.closest("a") && !isHeld(event))) leave();
    });
    document.body.append(finder);
    searchIn(words, hits, said, false);
    walkIn(finder, words, leave);
  }
  // Whether there was a field to go to: the page's own, the dialog's, or that of the list.
  function goToSearch() {
    var field = toSearch ? box : form && form.elements.title;
    if (toSearch && !field) {
      if (!finder) makeFinder();
      if (!finder.open) finder.showModal();
      field = finder.querySelector("input");
    }
    if (!field) return false;
    field.focus();
    field.select();
    return true;
  }
  function isWanted(event) {
    var key = event.key || "";
    if (key === "/") return isSlashOn() && (event.getModifierState("AltGraph") || !(event.ctrlKey || event.altKey || event.metaKey));
    // Where the keys write another alphabet, that which is K elsewhere.
    var isK = /^[ -~]$/.test(key) ? key.toLowerCase() === "k" : event.code === "KeyK";
    return isK && !event.shiftKey && !event.altKey && event.metaKey === isMac && event.ctrlKey !== isMac;
  }
  if (toSearch) showKeys();
  document.addEventListener("keydown", function (event) {
    var isTyping = event.target.isContentEditable || event.target.closest("input:not([type=checkbox]), textarea, select");
    if (event.defaultPrevented || event.isComposing || event.repeat || isTyping) return;
    if (isWanted(event) && goToSearch()) event.preventDefault();
  });

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
    var place = target();
    if (place) place.scrollIntoView();
  }

  // -- the current section, marked in the contents ---------------------------------------------------

  // The element that the address names, or null.
  function target() {
    try {
      return document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch (error) {
      return null;
    }
  }
  function markSections() {
    var links = Array.from(contents.querySelectorAll("a"));
    var headings = links.map(function (link) { return document.getElementById(link.getAttribute("href").slice(1)); });
    var aimed = -1;  // where a jump led, which may be too low on the page to come to its top
    var shown = -1;
    var isWaiting = false;

    function isSeen(at) {
      var place = headings[at].getBoundingClientRect();
      return place.bottom > 0 && place.top < innerHeight;
    }
    // How far from the window's top a heading makes its section the current one. At the end of the page that
    // moves down as far as the last heading, so that each section has its turn.
    function line() {
      var near = parseFloat(getComputedStyle(page).scrollPaddingTop) + 16 || 40;
      var most = page.scrollHeight - innerHeight;
      var start = Math.max(0, most - innerHeight);
      var short = headings[headings.length - 1].getBoundingClientRect().top + scrollY - most - near + 1;
      return most <= 0 || short <= 0 ? near : near + short * Math.min(1, Math.max(0, (scrollY - start) / (most - start)));
    }
    function current() {
      var limit = line();
      for (var at = headings.length - 1; at >= 0; at--) {
        if (headings[at].getBoundingClientRect().top <= limit) return at;
      }
      // Above the first heading is an introduction, which the contents don't list, or nothing.
      return headings[0] === document.querySelector(".body").firstElementChild ? 0 : -1;
    }
    function show() {
      var now = aimed >= 0 ? aimed : current();
      isWaiting = false;
      if (now === shown) return;
      if (shown >= 0) links[shown].removeAttribute("aria-current");
      shown = now;
      if (now >= 0) links[now].setAttribute("aria-current", "location");
      // Only the contents scroll, which they can beside the text: never the page.
      var whole = contents.getBoundingClientRect();
      var row = links[Math.max(0, now)].getBoundingClientRect();
      if (row.top < whole.top + 48 || row.bottom > whole.bottom - 48) {
        contents.scrollTop += row.top - whole.top - whole.height / 2;
      }
    }
    function update() {
      if (!isWaiting) requestAnimationFrame(show);
      isWaiting = true;
    }
    function aim() {
      aimed = headings.indexOf(target());
      update();
    }
    function release() { aimed = -1; }

    ["wheel", "touchmove", "keydown", "mousedown"].forEach(function (name) {
      addEventListener(name, release, { passive: true });
    });
    addEventListener("hashchange", aim);
    // The place where one is already is no change.
    contents.addEventListener("click", function (event) { if (event.target.hash === location.hash) aim(); });
    // Back and a page loaded again lead to where one was, whatever the address names.
    document.addEventListener("scrollend", function () {
      if (aimed >= 0 && !isSeen(aimed)) release();
      update();
    });
    addEventListener("scroll", update, { passive: true });
    new ResizeObserver(update).observe(document.body);
    if (performance.getEntriesByType("navigation")[0].type === "navigate") aim();
    else addEventListener("load", function () {
      setTimeout(function () {
        aim();
        if (aimed >= 0 && !isSeen(aimed)) release();
      });
    });
  }
  if (contents) markSections();
})();
