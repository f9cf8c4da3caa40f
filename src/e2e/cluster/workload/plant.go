package main

import (
	"flag"
	"fmt"
	"sort"
)

// plant copies a history and adds one answer that a correct registry cannot have given. A checker that lets it pass
// checks nothing.
func plant(arguments []string) error {
	flags := flag.NewFlagSet("plant", flag.ExitOnError)
	kind := flags.String("kind", "stale", "stale: a read of what a finished push had replaced; "+
		"lost: a read of nothing after a finished push; returned: a read of what a finished delete had taken away; "+
		"both: two conditional pushes that both won")
	path := flags.String("history", "history.jsonl", "the history to copy")
	out := flags.String("out", "planted.jsonl", "the copy")
	flags.Parse(arguments)
	entries, err := ReadHistory(*path)
	if err != nil {
		return err
	}
	added, err := violation(*kind, entries)
	if err != nil {
		return err
	}
	fmt.Printf("planted %s at %s: %s %s:%s saw %s\n", *kind, at(added.Call), added.Kind, added.Repository, added.Tag, short(added.Found))
	return WriteHistory(*out, append(entries, added))
}

func violation(kind string, entries []Entry) (Entry, error) {
	for _, history := range byTag(entries) {
		for i := 1; i < len(history); i++ {
			if added, found := after(kind, history[i-1], history[i], history); found {
				return added, nil
			}
		}
	}
	return Entry{}, fmt.Errorf("the history has no place for a violation of the kind %s", kind)
}

// byTag gives the requests that may have changed each tag, in the order in which they were sent.
func byTag(entries []Entry) [][]Entry {
	changes := map[string][]Entry{}
	tags := tagsByManifest(entries)
	for _, e := range entries {
		if e.Outcome != OK && e.Outcome != Unknown {
			continue
		}
		switch e.Kind {
		case PushManifest, DeleteTag:
			if e.Tag != "" {
				changes[tagKey(e.Repository, e.Tag)] = append(changes[tagKey(e.Repository, e.Tag)], e)
			}
		case DeleteManifest:
			for _, tag := range tags[manifestKey(e.Repository, e.Digest)] {
				changes[tagKey(e.Repository, tag)] = append(changes[tagKey(e.Repository, tag)], e)
			}
		}
	}
	keys := make([]string, 0, len(changes))
	for key := range changes {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	histories := make([][]Entry, 0, len(keys))
	for _, key := range keys {
		sort.Slice(changes[key], func(i, j int) bool { return changes[key][i].Call < changes[key][j].Call })
		histories = append(histories, changes[key])
	}
	return histories
}

// after adds a violation at the end of the second of two requests that did not overlap, if no third one can explain it.
func after(kind string, first, second Entry, history []Entry) (Entry, bool) {
	read := Entry{Client: 1 << 20, Kind: ReadTag, Repository: second.Repository, Tag: second.Tag, Outcome: OK,
		Call: second.Return + 1, Return: second.Return + 2}
	if first.Outcome != OK || second.Outcome != OK || first.Return >= second.Call || busy(read, second, history) {
		return read, false
	}
	pushes := first.Kind == PushManifest && second.Kind == PushManifest
	switch {
	case kind == "stale" && pushes && first.Digest != second.Digest && writers(first.Digest, history) == 1:
		read.Found = first.Digest
	case kind == "lost" && pushes:
		read.Found = ""
	case kind == "returned" && first.Kind == PushManifest && second.Kind == DeleteTag && writers(first.Digest, history) == 1:
		read.Found = first.Digest
	case kind == "both" && pushes:
		read.Kind, read.Condition, read.Digest = PushManifest, "*", "sha256:won-although-the-tag-was-there"
	default:
		return read, false
	}
	return read, true
}

// busy says whether any other change could fall between the second request's start and the planted answer.
func busy(read, second Entry, history []Entry) bool {
	for _, e := range history {
		if e == second {
			continue
		}
		open := e.Outcome == Unknown || e.Return >= second.Call
		if e.Call <= read.Return && open {
			return true
		}
	}
	return false
}

func writers(digest string, history []Entry) int {
	n := 0
	for _, e := range history {
		if e.Kind == PushManifest && e.Digest == digest {
			n++
		}
	}
	return n
}
