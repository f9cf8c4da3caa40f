package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// A Kind says what a request wanted.
type Kind string

const (
	PushBlob       Kind = "push-blob"
	ReadBlob       Kind = "read-blob"
	DeleteBlob     Kind = "delete-blob"
	PushManifest   Kind = "push-manifest"
	ReadManifest   Kind = "read-manifest"
	DeleteManifest Kind = "delete-manifest"
	ReadTag        Kind = "read-tag"
	DeleteTag      Kind = "delete-tag"
	// Session is a request of an upload that only its own client can see.
	Session Kind = "session"
)

// An Outcome says what the client may believe afterwards.
type Outcome string

const (
	// OK: it was done. A read that found nothing is OK too.
	OK Outcome = "ok"
	// Refused: it was not done, for a reason that the state of the registry gives.
	Refused Outcome = "refused"
	// Unknown: cut or answered 5xx; it may still happen at any later time.
	Unknown Outcome = "unknown"
	// Unexpected: an answer that no order of all requests explains.
	Unexpected Outcome = "unexpected"
	// Corrupt: a whole answer with other bytes than its digest says.
	Corrupt Outcome = "corrupt"
)

// An Entry is one request. A request that is sent again is a further entry: the first one stays unknown.
type Entry struct {
	Client     int     `json:"client"`
	Kind       Kind    `json:"kind"`
	Repository string  `json:"repository"`
	Tag        string  `json:"tag,omitempty"`
	Digest     string  `json:"digest,omitempty"`
	Condition  string  `json:"condition,omitempty"` // "*" for If-None-Match: *, a digest for If-Match
	Found      string  `json:"found,omitempty"`     // what a read saw; empty if nothing was there
	Outcome    Outcome `json:"outcome"`
	Detail     string  `json:"detail,omitempty"`
	Call       int64   `json:"call"`   // nanoseconds since 1970
	Return     int64   `json:"return"` // nanoseconds since 1970
}

func (e Entry) isBad() bool {
	return e.Outcome == Unexpected || e.Outcome == Corrupt
}

func (e Entry) String() string {
	return fmt.Sprintf("%s: %s %s %s%s %s: %s", e.Outcome, at(e.Call), e.Kind, e.Repository, suffix(e.Tag), e.Digest, e.Detail)
}

// A History is a file of entries, one JSON object a line. Thread-safe.
type History struct {
	mutex   sync.Mutex
	file    *os.File
	buffer  *bufio.Writer
	started time.Time
	counts  map[Kind]map[Outcome]int

	tells bool // at once of what should not be
}

// OpenHistory appends to the file, which is made if it is missing.
func OpenHistory(path string) (*History, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	return &History{file: file, buffer: bufio.NewWriter(file), started: time.Now(), counts: map[Kind]map[Outcome]int{}}, nil
}

// Now never goes back within one process, whatever happens to the clock.
func (h *History) Now() int64 {
	return h.started.UnixNano() + int64(time.Since(h.started))
}

// Add writes the entry; its return time is now.
func (h *History) Add(e Entry) {
	e.Return = h.Now()
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.counts[e.Kind] == nil {
		h.counts[e.Kind] = map[Outcome]int{}
	}
	h.counts[e.Kind][e.Outcome]++
	if h.tells && e.isBad() {
		fmt.Println(e)
	}
	line, err := json.Marshal(e)
	if err == nil {
		_, err = h.buffer.Write(append(line, '\n'))
	}
	if err != nil {
		panic(err)
	}
}

// Count of all entries with one of these outcomes.
func (h *History) Count(outcomes ...Outcome) int {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	sum := 0
	for _, byOutcome := range h.counts {
		for _, outcome := range outcomes {
			sum += byOutcome[outcome]
		}
	}
	return sum
}

// CountOf counts those of one kind.
func (h *History) CountOf(kind Kind, outcome Outcome) int {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	return h.counts[kind][outcome]
}

// Print writes a line for each kind.
func (h *History) Print(out io.Writer) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	fmt.Fprintf(out, "%-16s %8s %8s %8s %10s %8s\n", "", OK, Refused, Unknown, Unexpected, Corrupt)
	for _, kind := range []Kind{PushBlob, ReadBlob, DeleteBlob, PushManifest, ReadManifest, DeleteManifest, ReadTag, DeleteTag, Session} {
		n := h.counts[kind]
		fmt.Fprintf(out, "%-16s %8d %8d %8d %10d %8d\n", kind, n[OK], n[Refused], n[Unknown], n[Unexpected], n[Corrupt])
	}
}

// Close writes what is buffered.
func (h *History) Close() error {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if err := h.buffer.Flush(); err != nil {
		return err
	}
	return h.file.Close()
}

// ReadHistory reads a whole file.
func ReadHistory(path string) ([]Entry, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var entries []Entry
	decoder := json.NewDecoder(bufio.NewReader(file))
	for {
		var e Entry
		switch err := decoder.Decode(&e); err {
		case nil:
			entries = append(entries, e)
		case io.EOF:
			return entries, nil
		default:
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
}

// WriteHistory writes a whole file.
func WriteHistory(path string, entries []Entry) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	buffer := bufio.NewWriter(file)
	encoder := json.NewEncoder(buffer)
	for _, e := range entries {
		if err := encoder.Encode(e); err != nil {
			return err
		}
	}
	return buffer.Flush()
}
