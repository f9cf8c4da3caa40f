package main

import (
	"flag"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// everything is looked at once more: what is there, and what can be had back. Nobody is killed any more.
func (s *stress) everything(clients map[string]*Client) {
	var group sync.WaitGroup
	for repository, c := range clients {
		group.Add(1)
		go func() {
			defer group.Done()
			s.allOf(c, repository)
		}()
	}
	group.Wait()
}

func (s *stress) allOf(c *Client, repository string) {
	for _, h := range s.kept.takeAll(trashed, repository) {
		s.restoreHeld(c, h)
	}
	for _, h := range s.kept.all(there, repository) {
		s.check(c, h)
	}
	for _, h := range s.kept.takeAll(pinned, repository) {
		s.check(c, h)
		s.unpin(c, h)
	}
	for _, h := range s.kept.takeAll(fleeting, repository) {
		s.look(c, h)
	}
}

// fill pushes until there is no room, which must then be so.
func (s *stress) fill(c *Client) {
	at := 0
	for range 1000 {
		before := s.room.refusals[limitRepositories].Load()
		_, pushed := s.squeezeBlob(c, limited[at])
		q, answered := s.quotas(c)["limited"]
		switch {
		case s.room.refusals[limitRepositories].Load() > before:
			at = (at + 1) % len(limited)
		case !pushed && answered && exceeds(q.Used.Bytes+limitedBlob, q.Limits.Bytes):
			return
		}
	}
	s.violated("the quota is never used up, or refuses what fits")
}

// recounted waits until the registry has compared all accounts with the rows, while nobody pushes.
func (s *stress) recounted(c *Client) {
	from, end := time.Now(), time.Now().Add(time.Minute)
	for time.Now().Before(end) {
		found := s.quotas(c)
		late := len(found) == 0
		for _, q := range found {
			late = late || q.RecountedAt.Before(from)
		}
		if !late {
			return
		}
		time.Sleep(500 * time.Millisecond)
	}
	s.violated("the quotas are not recounted")
}

// emptied deletes all that a run has left.
func emptied(arguments []string) error {
	s, c, err := afterwards("empty", arguments)
	if err != nil {
		return err
	}
	for _, repository := range s.repositories() {
		answer, err := s.call(c, http.MethodDelete, "/api/v1/repositories?repository="+repository, nil)
		if err != nil || answer.Status != http.StatusNoContent && answer.Status != http.StatusNotFound {
			s.violated("%s cannot be deleted: %s", repository, explain(answer, err))
		}
	}
	return s.verdict()
}

// reopened pushes where there was no room before everything was deleted.
func reopened(arguments []string) error {
	s, c, err := afterwards("room", arguments)
	if err != nil {
		return err
	}
	s.recounted(c)
	for name, q := range s.quotas(c) {
		if q.Used.Bytes != 0 || q.Used.Repositories != 0 || q.Used.Tags != 0 {
			s.violated("nothing is left, and of the quota %s are used %+v", name, q.Used)
		}
	}
	s.squeezeImage(c, limited[0])
	if len(s.kept.all(there, limited[0])) == 0 {
		s.violated("there is no room although nothing is left")
	}
	return s.verdict()
}

// afterwards is for what follows a run, in a process of its own.
func afterwards(command string, arguments []string) (*stress, *Client, error) {
	flags := flag.NewFlagSet(command, flag.ExitOnError)
	address := flags.String("url", "http://127.0.0.1:5000", "the registry")
	path := flags.String("history", "history.jsonl", "the file that each request is noted in")
	flags.Parse(arguments)
	history, err := OpenHistory(*path)
	if err != nil {
		return nil, nil, err
	}
	history.tells = true
	s := &stress{grace: time.Hour, trash: time.Hour, expiry: time.Hour, history: history}
	s.calm.Store(true)
	return s, s.client(*address, 2000, newKnown(), 1), nil
}

func (s *stress) verdict() error {
	violations := s.violations.Load() + int64(s.history.Count(Unexpected, Corrupt))
	if err := s.history.Close(); err != nil {
		return err
	}
	if violations > 0 {
		return fmt.Errorf("an invariant did not hold")
	}
	return nil
}
