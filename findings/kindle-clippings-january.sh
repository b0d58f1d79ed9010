#!/usr/bin/env bash
# @hadynz/kindle-clippings reads dates of a German or Russian Kindle as January.
#
# Versions: @hadynz/kindle-clippings 2.0.9, moment 2.31.0, Node 18 or later.
# Expected: a highlight's date is the one that its line has, or, in a language that the library doesn't know,
#           none (of a Japanese line it is none).
# Seen:     the date is tried in English, Italian, French, Spanish and Portuguese, with moment's forgiving
#           parser. That always succeeds: a month that none of them knows is left out, and moment puts January.
#           So what was marked in German in March, October or December, and in Russian at any time, is dated
#           in January, with the right day and hour. A German note, too, is taken for a highlight of its own.
# Output:   en 2024-12-30 HIGHLIGHT … de 2024-01-30 UNKNOWN … note 2024-01-30 UNKNOWN
# So:       read the month yourself, and believe no date whose month isn't in the line.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
npm install --silent --no-audit --no-fund @hadynz/kindle-clippings@2.0.9 moment@2.31.0
cat > show.js <<'JS'
const assert = require("node:assert");
const { groupToBooks, readMyClippingsFile } = require("@hadynz/kindle-clippings");

const lines = {
  en: "- Your Highlight on Location 500-501 | Added on Monday, 30 December 2024 14:46:33",
  fr: "- Votre surlignement sur la page 9 | emplacement 500-501 | Ajouté le lundi 30 décembre 2024 14:46:33",
  de: "- Ihre Markierung bei Position 500-501 | Hinzugefügt am Montag, 30. Dezember 2024 14:46:33",
  ru: "– Ваш выделенный отрывок в месте 500–501 | Добавлено: понедельник, 30 декабря 2024 г. в 14:46:33",
  note: "- Ihre Notiz bei Position 501 | Hinzugefügt am Montag, 30. Dezember 2024 14:46:33",
};
const seen = {};
for (const [name, line] of Object.entries(lines)) {
  const [book] = groupToBooks(readMyClippingsFile(`A book (An author)\r\n${line}\r\n\r\nwords\r\n==========\r\n`));
  const [mark] = book.annotations;
  seen[name] = [new Date(mark.createdDate).toISOString().slice(0, 10), mark.type];
  console.log(name, ...seen[name]);
}
assert.deepStrictEqual([seen.en[0], seen.fr[0]], ["2024-12-30", "2024-12-30"], "known languages are read");
assert.deepStrictEqual([seen.de[0], seen.ru[0]], ["2024-01-30", "2024-01-30"], "the month is read now");
assert.deepStrictEqual([seen.de[1], seen.note[1]], ["UNKNOWN", "UNKNOWN"], "German is known now");
JS
node show.js
echo "as seen: December is January in German and Russian"
