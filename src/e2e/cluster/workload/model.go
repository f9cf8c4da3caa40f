package main

import (
	"fmt"
	"math"
	"sort"

	"github.com/anishathalye/porcupine"
)

// An input is what one request does to one register: a tag, a manifest's presence or a blob's presence.
type input struct {
	act      string
	value    string // the digest that is written, or that a clear is about
	expected string
}

// An output is how it ended; found is what a read saw.
type output struct {
	outcome Outcome
	found   string
}

const (
	actWrite   = "write"
	actCreate  = "create"  // only if there is nothing
	actReplace = "replace" // only if there is what is expected
	actDelete  = "delete"  // refused if there is nothing
	actClear   = "clear"   // a manifest takes the tags along that name it
	actRead    = "read"
)

// registerModel is a register of one digest, empty at first. A request whose outcome is unknown never returns, so
// porcupine may take it to have happened at any later time, or last of all: never.
var registerModel = porcupine.Model{
	Init: func() interface{} { return "" },
	Step: func(state, in, out interface{}) (bool, interface{}) {
		return step(state.(string), in.(input), out.(output))
	},
	DescribeOperation: func(in, out interface{}) string { return describe(in.(input), out.(output)) },
	DescribeState: func(state interface{}) string {
		return short(state.(string))
	},
}

func step(state string, in input, out output) (bool, string) {
	possible, next := true, state
	switch in.act {
	case actRead:
		return out.found == state, state
	case actWrite:
		next = in.value
	case actCreate:
		possible, next = state == "", in.value
	case actReplace:
		possible, next = state == in.expected, in.value
	case actDelete:
		possible, next = state != "", ""
	case actClear:
		if state == in.value {
			next = ""
		}
	}
	switch out.outcome {
	case OK:
		return possible, next
	case Refused:
		return !possible, state
	default:
		if possible {
			return true, next
		}
		return true, state
	}
}

func describe(in input, out output) string {
	switch in.act {
	case actRead:
		return "read " + short(out.found)
	case actDelete:
		return fmt.Sprintf("delete: %s", out.outcome)
	case actReplace:
		return fmt.Sprintf("replace %s by %s: %s", short(in.expected), short(in.value), out.outcome)
	default:
		return fmt.Sprintf("%s %s: %s", in.act, short(in.value), out.outcome)
	}
}

func short(digest string) string {
	if len(digest) > 15 {
		return digest[7:15]
	}
	if digest == "" {
		return "nothing"
	}
	return digest
}

func tagKey(repository, tag string) string         { return "tag " + repository + ":" + tag }
func manifestKey(repository, digest string) string { return "manifest " + repository + "@" + digest }
func blobKey(repository, digest string) string     { return "blob " + repository + "@" + digest }

// registers sorts a history into the operations on each register. Linearizability is local: a history of many
// registers is linearizable exactly if that of each one is.
func registers(entries []Entry) map[string][]porcupine.Operation {
	r := &sorting{operations: map[string][]porcupine.Operation{}, clients: map[int]int{}}
	tags := tagsByManifest(entries)
	for _, e := range entries {
		r.add(e, tags)
	}
	return r.operations
}

// tagsByManifest names the tags that a push could have set to each manifest.
func tagsByManifest(entries []Entry) map[string][]string {
	tags := map[string][]string{}
	seen := map[string]bool{}
	for _, e := range entries {
		manifest, pair := manifestKey(e.Repository, e.Digest), e.Repository+" "+e.Digest+" "+e.Tag
		if e.Kind == PushManifest && e.Tag != "" && !seen[pair] {
			seen[pair] = true
			tags[manifest] = append(tags[manifest], e.Tag)
		}
	}
	return tags
}

type sorting struct {
	operations map[string][]porcupine.Operation
	clients    map[int]int // who a client is after its last unknown outcome
	next       int
}

func (s *sorting) add(e Entry, tags map[string][]string) {
	if e.Kind == Session || e.Outcome == Unexpected || e.Outcome == Corrupt {
		return
	}
	out := output{e.Outcome, e.Found}
	switch e.Kind {
	case PushBlob:
		s.put(e, blobKey(e.Repository, e.Digest), input{act: actWrite, value: e.Digest}, out)
	case DeleteBlob:
		s.put(e, blobKey(e.Repository, e.Digest), input{act: actDelete}, out)
	case ReadBlob:
		s.read(e, blobKey(e.Repository, e.Digest), out)
	case PushManifest:
		if e.Tag != "" {
			s.put(e, tagKey(e.Repository, e.Tag), conditional(e), out)
		}
		if e.Outcome != Refused {
			s.put(e, manifestKey(e.Repository, e.Digest), input{act: actWrite, value: e.Digest}, out)
		}
	case DeleteManifest:
		s.put(e, manifestKey(e.Repository, e.Digest), input{act: actDelete}, out)
		for _, tag := range tags[manifestKey(e.Repository, e.Digest)] {
			if e.Outcome != Refused {
				s.put(e, tagKey(e.Repository, tag), input{act: actClear, value: e.Digest}, out)
			}
		}
	case ReadManifest:
		s.read(e, manifestKey(e.Repository, e.Digest), out)
	case ReadTag:
		s.read(e, tagKey(e.Repository, e.Tag), out)
	case DeleteTag:
		s.put(e, tagKey(e.Repository, e.Tag), input{act: actDelete}, out)
	}
	if e.Outcome == Unknown {
		delete(s.clients, e.Client)
	}
}

func conditional(e Entry) input {
	switch e.Condition {
	case "":
		return input{act: actWrite, value: e.Digest}
	case "*":
		return input{act: actCreate, value: e.Digest}
	default:
		return input{act: actReplace, value: e.Digest, expected: e.Condition}
	}
}

// read leaves out what was not answered: it says nothing and changes nothing.
func (s *sorting) read(e Entry, key string, out output) {
	if e.Outcome == OK {
		s.put(e, key, input{act: actRead}, out)
	}
}

func (s *sorting) put(e Entry, key string, in input, out output) {
	client, known := s.clients[e.Client]
	if !known {
		client = s.next
		s.next++
		s.clients[e.Client] = client
	}
	end := e.Return
	if e.Outcome == Unknown {
		end = math.MaxInt64
	}
	s.operations[key] = append(s.operations[key],
		porcupine.Operation{ClientId: client, Input: in, Call: e.Call, Output: out, Return: end})
}

func sortedKeys(operations map[string][]porcupine.Operation) []string {
	keys := make([]string, 0, len(operations))
	for key := range operations {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
