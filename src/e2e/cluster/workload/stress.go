package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// A stress is a run beside a collector that has seconds of grace: what was acknowledged and not deleted is whole at every
// moment, what was deleted comes back whole, and nothing is left when everything was deleted.
type stress struct {
	grace, trash time.Duration
	history      *History
	kept         kept

	calm                               atomic.Bool // nobody is killed any more
	checks, restores, late, violations atomic.Int64
}

func stressed(arguments []string) error {
	flags := flag.NewFlagSet("stress", flag.ExitOnError)
	address := flags.String("url", "http://127.0.0.1:5000", "the registry")
	management := flags.String("management", "http://127.0.0.1:5001", "where its metrics are")
	path := flags.String("history", "history.jsonl", "the file that each request is noted in")
	seed := flags.Int64("seed", 1, "of all that is chosen at random")
	clients := flags.Int("clients", 32, "how many work at once")
	length := flags.Duration("for", time.Minute, "how long; 0 until SIGTERM")
	grace := flags.Duration("grace", 20*time.Second, "staithe.gc.grace")
	trash := flags.Duration("trash", 20*time.Second, "staithe.trash.keep")
	flags.Parse(arguments)
	history, err := OpenHistory(*path)
	if err != nil {
		return err
	}
	s := &stress{grace: *grace, trash: *trash, history: history, kept: newKept()}
	meters := watch(*management)
	started := time.Now()
	if err := s.work(*address, *seed, *clients, ended(*length)); err != nil {
		return err
	}
	s.calm.Store(true)
	ends := s.client(*address, 1000, newKnown(), *seed)
	s.everything(ends)
	minutes := time.Since(started).Minutes()
	s.deleteEverything(ends)
	meters.stop()
	history.Print(os.Stdout)
	fmt.Printf("minutes %.1f\noperations %d\nunknown %d\nchecks %d\nrestores %d\nlate %d\ncollected-objects %.0f\ncollected-bytes %.0f\nscrubbed %.0f\n",
		minutes, history.Count(OK, Refused, Unknown, Unexpected, Corrupt), history.Count(Unknown), s.checks.Load(), s.restores.Load(), s.late.Load(),
		meters.sum("staithe_garbage_deleted_total"), meters.sum("staithe_garbage_deleted_bytes_total"), meters.sum("staithe_scrub_checked_total"))
	for _, metric := range []string{"staithe_scrub_damaged_total", "staithe_gc_errors_total"} {
		if n := meters.sum(metric); n > 0 {
			s.violated("%s is %.0f", metric, n)
		}
	}
	violations := s.violations.Load() + int64(history.Count(Unexpected, Corrupt))
	fmt.Printf("violations %d\n", violations)
	if err := history.Close(); err != nil {
		return err
	}
	if violations > 0 || s.checks.Load() == 0 {
		return fmt.Errorf("an invariant did not hold")
	}
	return nil
}

func (s *stress) violated(format string, arguments ...any) {
	s.violations.Add(1)
	fmt.Printf("violation: "+format+"\n", arguments...)
}

func (s *stress) client(address string, id int, known *Known, seed int64) *Client {
	registry, err := NewRegistry(address, patient)
	if err != nil {
		panic(err)
	}
	return &Client{id: id, registry: registry, random: rand.New(rand.NewSource(seed + int64(id))), history: s.history, known: known,
		repositories: []string{"stress/one", "stress/two", "stress/three"}}
}

func (s *stress) work(address string, seed int64, clients int, over *atomic.Bool) error {
	known := newKnown()
	var group sync.WaitGroup
	for id := range clients {
		c := s.client(address, id, known, seed)
		group.Add(1)
		go func() {
			defer group.Done()
			for !over.Load() {
				s.once(c)
			}
		}()
	}
	group.Wait()
	return nil
}

func (s *stress) once(c *Client) {
	repository := c.repository()
	tag := fmt.Sprintf("t%d", c.random.Intn(8))
	switch dice := c.random.Intn(100); {
	case dice < 30:
		s.pushImage(c, repository, tag)
	case dice < 40:
		s.moveTag(c, repository, tag)
	case dice < 52:
		s.deleteManifest(c, repository)
	case dice < 56:
		c.remove(DeleteTag, repository, tag, "")
	case dice < 64:
		s.restore(c, repository)
	case dice < 84:
		s.checkOne(c, repository)
	case dice < 90:
		c.readTag(http.MethodGet, repository, tag)
	case dice < 94:
		c.pushBlob(newBlob(c.random, repository)) // nobody ever names it
	case dice < 97:
		c.abandon(repository)
	default:
		c.pushLoose(repository)
		c.deleteLoose(repository)
	}
}

// everything is looked at once more: what is there, and what can be had back.
func (s *stress) everything(c *Client) {
	for _, repository := range c.repositories {
		for {
			held, found := s.kept.takeTrashed(c.random, repository)
			if !found {
				break
			}
			s.restoreHeld(c, held)
		}
		for _, held := range s.kept.all(repository) {
			s.check(c, held)
		}
	}
}

// deleteEverything is also what a quota's recount is compared before, once there is one.
func (s *stress) deleteEverything(c *Client) {
	for _, repository := range c.repositories {
		for b := c.backoff(); b.again(); {
			answer, err := c.registry.Send(Request{Method: http.MethodDelete, Path: "/api/v1/repositories?repository=" + repository})
			if !unknown(answer, err) {
				if answer.Status != http.StatusNoContent && answer.Status != http.StatusNotFound {
					s.violated("%s cannot be deleted: %s", repository, explain(answer, err))
				}
				break
			}
		}
	}
}

func (s *stress) restore(c *Client, repository string) {
	if held, found := s.kept.takeTrashed(c.random, repository); found {
		s.restoreHeld(c, held)
	}
}

// restoreHeld has back what was deleted, unless its time is over or nearly so.
func (s *stress) restoreHeld(c *Client, h *held) {
	body, _ := json.Marshal(map[string]string{"repository": h.Repository, "digest": h.Digest})
	sure := true
	for b := c.backoff(); b.again(); {
		answer, err := c.registry.Send(Request{Method: http.MethodPost, Path: "/api/v1/restores",
			Header: map[string]string{"Content-Type": "application/json"}, Body: bytesOf(body), Size: int64(len(body))})
		switch {
		case unknown(answer, err):
			sure = false
		case answer.Status == http.StatusOK:
			s.restores.Add(1)
			s.kept.keep(h)
			s.check(c, h)
			return
		case time.Since(h.deletedAt) > s.trash || !sure && answer.Status == http.StatusNotFound:
			return
		default:
			s.violated("%s@%s was deleted %s ago and cannot be restored: %s", h.Repository, h.Digest, time.Since(h.deletedAt), explain(answer, err))
			return
		}
	}
}
