package main

import (
	"flag"
	"fmt"
	"math/rand"
	"net/http"
	"sync"
	"sync/atomic"
)

// A nodes flag may be given more than once.
type nodes []string

func (n *nodes) String() string { return fmt.Sprint(*n) }

func (n *nodes) Set(address string) error {
	*n = append(*n, address)
	return nil
}

// verify reads back, from each node, every blob and manifest that was acknowledged and that nobody tried to delete, and
// every tag. What it sees goes to the end of the history, where check finds what each node may still say.
func verify(arguments []string) error {
	flags := flag.NewFlagSet("verify", flag.ExitOnError)
	var addresses nodes
	path := flags.String("history", "history.jsonl", "the history; the reads are added to it")
	flags.Var(&addresses, "node", "an address to read from; may be repeated")
	flags.Parse(arguments)
	entries, err := ReadHistory(*path)
	if err != nil {
		return err
	}
	history, err := OpenHistory(*path)
	if err != nil {
		return err
	}
	v := &verification{history: history, expected: acknowledged(entries), tags: tagsOf(entries)}
	for i, address := range addresses {
		if err := v.node(1000*(i+1), address); err != nil {
			return err
		}
	}
	if err := history.Close(); err != nil {
		return err
	}
	fmt.Printf("acknowledged %d\ntags %d\nreads %d\nlost %d\ncorrupt %d\nunreadable %d\n",
		len(v.expected), len(v.tags), v.reads.Load(), v.lost.Load(), v.corrupt.Load(), v.unreadable.Load())
	if len(v.expected) == 0 {
		return fmt.Errorf("nothing was acknowledged")
	}
	if v.lost.Load()+v.corrupt.Load()+v.unreadable.Load() > 0 {
		return fmt.Errorf("not everything is there")
	}
	return nil
}

// A wanted thing must be there at the end.
type wanted struct {
	kind       Kind // ReadBlob, ReadManifest or ReadTag
	repository string
	name       string
}

// acknowledged is what was pushed with success and what no request tried to delete.
func acknowledged(entries []Entry) []wanted {
	deleted, seen := map[wanted]bool{}, map[wanted]bool{}
	for _, e := range entries {
		switch e.Kind {
		case DeleteBlob:
			deleted[wanted{ReadBlob, e.Repository, e.Digest}] = true
		case DeleteManifest:
			deleted[wanted{ReadManifest, e.Repository, e.Digest}] = true
		}
	}
	list := []wanted{}
	for _, e := range entries {
		w := wanted{ReadBlob, e.Repository, e.Digest}
		if e.Kind == PushManifest {
			w.kind = ReadManifest
		} else if e.Kind != PushBlob {
			continue
		}
		if e.Outcome == OK && !deleted[w] && !seen[w] {
			seen[w] = true
			list = append(list, w)
		}
	}
	return list
}

func tagsOf(entries []Entry) []wanted {
	seen, list := map[wanted]bool{}, []wanted{}
	for _, e := range entries {
		w := wanted{ReadTag, e.Repository, e.Tag}
		if e.Tag != "" && !seen[w] {
			seen[w] = true
			list = append(list, w)
		}
	}
	return list
}

type verification struct {
	history  *History
	expected []wanted
	tags     []wanted

	reads, lost, corrupt, unreadable atomic.Int64
}

const readersAtOnce = 4

func (v *verification) node(client int, address string) error {
	work := make(chan wanted)
	var group sync.WaitGroup
	for i := range readersAtOnce {
		registry, err := NewRegistry(address, patient)
		if err != nil {
			return err
		}
		c := &Client{id: client + i, registry: registry, history: v.history, random: rand.New(rand.NewSource(int64(i)))}
		group.Add(1)
		go func() {
			defer group.Done()
			for w := range work {
				v.read(c, address, w)
			}
		}()
	}
	for _, w := range append(append([]wanted{}, v.expected...), v.tags...) {
		work <- w
	}
	close(work)
	group.Wait()
	return nil
}

func (v *verification) read(c *Client, address string, w wanted) {
	e := c.entry(w.kind, w.repository)
	path := "/v2/" + w.repository + "/manifests/" + w.name
	switch w.kind {
	case ReadBlob:
		e.Digest, path = w.name, "/v2/"+w.repository+"/blobs/"+w.name
	case ReadManifest:
		e.Digest = w.name
	default:
		e.Tag = w.name
	}
	v.reads.Add(1)
	answer, found := c.read(e, http.MethodGet, path, imageType)
	switch {
	case found || w.kind == ReadTag && answer.Status == http.StatusNotFound:
	case answer.Status == http.StatusNotFound:
		v.lost.Add(1)
		fmt.Printf("lost: %s %s %s, asked at %s\n", w.kind, w.repository, w.name, address)
	case answer.Status == http.StatusOK:
		v.corrupt.Add(1)
		fmt.Printf("corrupt: %s %s %s from %s\n", w.kind, w.repository, w.name, address)
	default:
		v.unreadable.Add(1)
		fmt.Printf("unreadable: %s %s %s from %s: %s\n", w.kind, w.repository, w.name, address, explain(answer, nil))
	}
}
