#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Makes a real document collection out of the package index of the Debian or
# Ubuntu system it runs on. See usage() below, or run it with --help.

set -euo pipefail
export LC_ALL=C

readonly PROGRAM=${0##*/}
readonly APT_HELPER=/usr/lib/apt/apt-helper

usage() {
  cat <<USAGE
Usage: $PROGRAM [OUTPUT]

Fetches the package index of this Debian or Ubuntu system from its configured
sources and writes it as JSON Lines, one package a line, sorted by id:

  id        binary package name
  text      long description in English, without the synopsis line
  section   archive section, without a component prefix such as "contrib/"
  synopsis  one-line summary
  source    source package name

OUTPUT defaults to data/catalog.jsonl in this checkout. An existing file is
replaced only once the new one is complete. Root is not needed; the lists and
caches of the system are neither used nor changed. TMPDIR names the folder for
scratch data (some 200 MB, removed at the end).

Exit status: 0 on success, 1 on failure, 2 if the command line is wrong or
this is not a Debian or Ubuntu system.
USAGE
}

# fail STATUS "Cannot <verb> <thing>: <cause>. <remedy>"
fail() {
  printf '%s\n' "$2" >&2
  exit "$1"
}

if [[ ${1-} == --help || ${1-} == -h ]]; then
  usage
  exit 0
fi
if (($# > 1)); then
  fail 2 "Cannot read the command line: it has $# arguments, at most one is allowed. Run '$PROGRAM --help' for the usage."
fi
if [[ ${1-} == -* ]]; then
  fail 2 "Cannot read the command line: there is no option '$1'. Run '$PROGRAM --help' for the usage."
fi
if (($# == 1)) && [[ -z $1 ]]; then
  fail 2 "Cannot read the command line: the output file name is empty. Name a file, or leave it out for data/catalog.jsonl."
fi

for command in apt-get dpkg perl; do
  if ! command -v "$command" >/dev/null; then
    fail 2 "Cannot fetch the catalog: this system has no $command. Run the script on Debian or Ubuntu, or in a container of either."
  fi
done
if [[ ! -x $APT_HELPER ]]; then
  fail 2 "Cannot fetch the catalog: $APT_HELPER is missing. Run the script on Debian 9, Ubuntu 18.04 or later."
fi

if (($# == 1)); then
  output=$1
else
  output=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/data/catalog.jsonl
fi
if [[ -d $output || $output == */ ]]; then
  fail 1 "Cannot write $output: it is a folder. Name a file."
fi
if [[ -e $output && ! -f $output ]]; then
  fail 1 "Cannot write $output: it is not a regular file. Name another one."
fi
folder=$(dirname -- "$output")
if ! mkdir -p -- "$folder" || [[ ! -w $folder ]]; then
  fail 1 "Cannot write $output: the folder $folder cannot be written to. Name a file in a folder of yours."
fi

scratch=
partial=
clean_up() {
  # An 'if' keeps an empty name from ever reaching rm.
  if [[ -n $partial ]]; then rm -f -- "$partial"; fi
  if [[ -n $scratch ]]; then rm -rf -- "$scratch"; fi
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

if ! scratch=$(mktemp -d "${TMPDIR:-/tmp}/catalog.XXXXXXXX"); then
  fail 1 "Cannot make a scratch folder: ${TMPDIR:-/tmp} cannot be written to. Set TMPDIR to a folder of yours."
fi
if [[ $scratch != /* ]]; then scratch=$PWD/$scratch; fi
# apt writes this path into its own configuration, where a quote would end it.
if [[ $scratch == *[\"\\]* ]]; then
  fail 1 "Cannot use the scratch folder $scratch: its path has a quote or a backslash. Set TMPDIR to another folder."
fi
# As root, apt downloads as the user _apt, who has to be able to get here.
chmod 755 "$scratch"
mkdir -p "$scratch"/{state/lists/partial,cache/archives/partial,log}

architecture=$(dpkg --print-architecture)

# Read after the system's own configuration, so it has the last word. What is
# cleared: languages (images for containers set "none"), foreign architectures,
# index files beyond the two needed here, and hooks that act on the system.
readonly CONFIG=$scratch/apt.conf
cat >"$CONFIG" <<CONFIG
Dir::State "$scratch/state";
Dir::State::lists "$scratch/state/lists";
Dir::Cache "$scratch/cache";
Dir::Cache::archives "$scratch/cache/archives";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Dir::Log "$scratch/log";
#clear Acquire::Languages;
Acquire::Languages { "en"; };
#clear APT::Architectures;
APT::Architectures { "$architecture"; };
#clear APT::Update;
APT::Update::Error-Mode "any";
#clear Acquire::IndexTargets;
Acquire::IndexTargets::deb::Packages {
  MetaKey "\$(COMPONENT)/binary-\$(ARCHITECTURE)/Packages";
  flatMetaKey "Packages";
  ShortDescription "Packages";
  Description "\$(RELEASE)/\$(COMPONENT) \$(ARCHITECTURE) Packages";
  flatDescription "\$(RELEASE) Packages";
  Optional "false";
};
Acquire::IndexTargets::deb::Translations {
  MetaKey "\$(COMPONENT)/i18n/Translation-\$(LANGUAGE)";
  flatMetaKey "\$(LANGUAGE)";
  ShortDescription "Translation-\$(LANGUAGE)";
  Description "\$(RELEASE)/\$(COMPONENT) Translation-\$(LANGUAGE)";
  flatDescription "\$(RELEASE) Translation-\$(LANGUAGE)";
};
CONFIG

if ! apt-get -c "$CONFIG" -qq update </dev/null >"$scratch/log/update" 2>&1; then
  cat "$scratch/log/update" >&2
  fail 1 "Cannot fetch the package index: apt-get update failed, as shown above. Check the network and the sources in /etc/apt, then run the script again."
fi

# index CREATED-BY: the downloaded index files of one kind, in source order.
index() {
  apt-get -c "$CONFIG" indextargets --format "\$(FILENAME)" "Created-By: $1"
}
if ! index Packages >"$scratch/packages" || ! index Translations >"$scratch/translations"; then
  fail 1 "Cannot list the package index: apt-get indextargets failed, as shown above. Check the sources in /etc/apt."
fi
mapfile -t packages <"$scratch/packages"
mapfile -t translations <"$scratch/translations"
if ((${#packages[@]} == 0)); then
  fail 1 "Cannot read the package index: apt has no source of binary packages. Add one to /etc/apt/sources.list.d."
fi

if ! partial=$(mktemp "$folder/.catalog.XXXXXXXX"); then
  fail 1 "Cannot write $output: the folder $folder cannot be written to. Name a file in a folder of yours."
fi

# stanzas FILE...: the files' text, however apt keeps them compressed, with a
# blank line after each file, so that no two of them join in one stanza.
stanzas() {
  local file
  for file in "$@"; do
    "$APT_HELPER" -c "$CONFIG" cat-file "$file" || return
    echo
  done
}
if ! stanzas "${translations[@]}" >"$scratch/translations.txt" ||
  ! stanzas "${packages[@]}" >"$scratch/packages.txt"; then
  fail 1 "Cannot read the package index: apt-helper could not decompress it, as shown above. Check the free space in ${TMPDIR:-/tmp}."
fi

# Only built-in functions: a minimal system has perl-base, without JSON modules.
# Everything stays bytes, so that sorting is by byte whatever the locale.
cat >"$scratch/convert.pl" <<'PERL'
use strict;
use warnings;

my ($architecture, $translations, $packages) = @ARGV;
local $/ = "";    # a record is a stanza

# The fields of a stanza by lower-case name; continuation lines are kept as
# they are, after a line break.
sub fields {
    my ($stanza) = @_;
    my (%field, $name);
    for my $line (split /\n/, $stanza) {
        if ($line =~ /^[ \t]/) {
            $field{$name} .= "\n$line" if defined $name;
        } elsif ($line =~ /^([^\s:]+):[ \t]*(.*)$/) {
            $name = lc $1;
            $field{$name} = $2;
        }
    }
    return \%field;
}

# A Description field as synopsis and long text. One space at the start of each
# line is markup (further ones are meant), and so is a dot standing alone.
sub description {
    my ($value) = @_;
    my ($synopsis, @lines) = split /\n/, $value;
    for (@lines) {
        s/^[ \t]//;
        s/\s+$//;
        $_ = "" if $_ eq ".";
    }
    my $text = join "\n", @lines;
    $text =~ s/^\n+//;
    $text =~ s/\n+$//;
    $synopsis = "" unless defined $synopsis;
    $synopsis =~ s/\s+$//;
    return ($synopsis, $text);
}

# A JSON string. Bytes that are not UTF-8 become U+FFFD, one for each.
my %escape = ('"' => '\"', '\\' => '\\\\', "\n" => '\n', "\t" => '\t', "\r" => '\r');
my $wide = qr/
      [\xc2-\xdf][\x80-\xbf]
    | \xe0[\xa0-\xbf][\x80-\xbf]
    | [\xe1-\xec\xee\xef][\x80-\xbf]{2}
    | \xed[\x80-\x9f][\x80-\xbf]
    | \xf0[\x90-\xbf][\x80-\xbf]{2}
    | [\xf1-\xf3][\x80-\xbf]{3}
    | \xf4[\x80-\x8f][\x80-\xbf]{2}
/x;
sub json {
    my ($value) = @_;
    $value =~ s/($wide)|[\x80-\xff]/defined $1 ? $1 : "\xef\xbf\xbd"/ge;
    $value =~ s/(["\\\x00-\x1f])/exists $escape{$1} ? $escape{$1} : sprintf "\\u%04x", ord $1/ge;
    return "\"$value\"";
}

my %english;
open my $in, "<", $translations or die "$translations: $!\n";
while (my $stanza = <$in>) {
    my $field = fields($stanza);
    my ($md5, $english) = @$field{"description-md5", "description-en"};
    next unless defined $md5 && defined $english;
    $english{$md5} = $english unless exists $english{$md5};
}
close $in;

my %line;
open $in, "<", $packages or die "$packages: $!\n";
while (my $stanza = <$in>) {
    my $field = fields($stanza);
    my $id = $field->{package};
    next if !defined $id || exists $line{$id};
    my $built_for = $field->{architecture};
    next if defined $built_for && $built_for ne $architecture && $built_for ne "all";

    # Sources without translations have the whole description in place.
    my $inline = $field->{description};
    $inline = $field->{"description-en"} unless defined $inline;
    my ($synopsis, $text) = description(defined $inline ? $inline : "");
    my $md5 = $field->{"description-md5"};
    if ($text eq "" && defined $md5 && exists $english{$md5}) {
        my ($head, $body) = description($english{$md5});
        $synopsis = $head if $synopsis eq "";
        $text = $body;
    }
    next if $text eq "";

    my $section = defined $field->{section} ? $field->{section} : "";
    $section =~ s{^.*/}{};
    my $source = defined $field->{source} ? $field->{source} : $id;
    $source =~ s/\s.*$//;
    $line{$id} = sprintf "{\"id\":%s,\"text\":%s,\"section\":%s,\"synopsis\":%s,\"source\":%s}\n",
        map { json($_) } $id, $text, $section, $synopsis, $source;
}
close $in;

for my $id (sort keys %line) {
    print $line{$id} or die "$!\n";
}
close STDOUT or die "$!\n";
PERL
if ! perl "$scratch/convert.pl" "$architecture" "$scratch/translations.txt" "$scratch/packages.txt" >"$partial"; then
  fail 1 "Cannot write $output: the conversion failed, as shown above. Check the free space in $folder."
fi
documents=$(wc -l <"$partial")
if ((documents == 0)); then
  fail 1 "Cannot make the catalog: the package index holds no long descriptions. Check that the sources in /etc/apt offer Translation-en."
fi

# mktemp makes files private; give this one the usual permissions.
chmod "$(printf '%o' $((0666 & ~$(umask))))" "$partial"
if ! mv -f -- "$partial" "$output"; then
  fail 1 "Cannot write $output: the finished file could not be moved there. Name a file in a folder of yours."
fi
partial=
printf 'Wrote %d documents to %s\n' "$documents" "$output"
