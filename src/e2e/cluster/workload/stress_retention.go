package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// The repository in which rules are about everything; elsewhere they are about tags that begin with "build-".
const expiring = "stress/expiring"

// look asks for a manifest that a rule may take: before its time it is there, as long as it is there it is whole, and when
// it is gone it can be had back.
func (s *stress) look(c *Client, h *held) {
	asked := time.Now()
	answer, found := c.readManifest(http.MethodGet, h.Repository, h.Digest)
	if !found && answer.Status == http.StatusNotFound {
		s.expired(c, h)
		return
	}
	if found {
		s.checks.Add(1)
		h.seen = asked
		s.wholeSince(c, h, asked)
	} else if s.calm.Load() {
		s.violated("%s@%s cannot be read: %s", h.Repository, h.Digest, explain(answer, nil))
	}
	s.kept.put(fleeting, h)
}

// wholeSince reads what was there in a moment. A rule may take the manifest at once, and the collector its blobs a grace later.
func (s *stress) wholeSince(c *Client, h *held, moment time.Time) {
	for _, blob := range h.Blobs {
		answer, found := c.readBlob(http.MethodGet, h.Repository, blob.Digest)
		if !found && answer.Status == http.StatusNotFound && time.Since(moment) < s.grace {
			s.violated("blob %s of %s@%s is not there", blob.Digest, h.Repository, h.Digest)
		}
	}
	s.partsSince(c, h, moment)
	if h.tag == "" {
		return
	}
	answer, found := c.readTag(http.MethodGet, h.Repository, h.tag)
	if found && answer.Digest != h.Digest || !found && answer.Status == http.StatusNotFound && !h.mayBeGone() {
		s.violated("%s:%s is not at %s: %s", h.Repository, h.tag, h.Digest, explain(answer, nil))
	}
}

// expired is for a manifest that is gone and was deleted by nobody: a rule took it, and it is in the trash.
func (s *stress) expired(c *Client, h *held) {
	if !h.mayBeGone() {
		s.violated("%s@%s is gone, %s before a rule may take it", h.Repository, h.Digest, time.Until(h.mayGo))
		return
	}
	by, answered := s.deletedBy(c, h)
	switch {
	case !answered:
		s.kept.put(fleeting, h)
	case by == "":
		if since := time.Since(h.seen); since < s.trash {
			s.violated("%s@%s was there %s ago, and is not in the trash", h.Repository, h.Digest, since)
		}
	case !strings.HasPrefix(by, "retention:"):
		s.violated("%s@%s is in the trash by %s, and nobody deleted it", h.Repository, h.Digest, by)
	case c.random.Intn(3) > 0:
		s.restoreHeld(c, h)
	}
}

// deletedBy says by whom a manifest came into the trash; nobody if it is not there.
func (s *stress) deletedBy(c *Client, h *held) (by string, answered bool) {
	// What follows all but the last digit of the digest is the manifest itself, if it is there.
	path := "/api/v1/trash?n=1&repository=" + h.Repository + "&last=" + url.QueryEscape(h.Digest[:len(h.Digest)-1])
	answer, err := s.call(c, http.MethodGet, path, nil)
	var page struct {
		Items []struct{ Digest, DeletedBy string }
	}
	if unknown(answer, err) {
		return "", false
	}
	if err := json.Unmarshal(answer.Body, &page); err != nil || answer.Status != http.StatusOK {
		s.violated("the trash of %s cannot be listed: %s", h.Repository, explain(answer, err))
		return "", false
	}
	for _, item := range page.Items {
		if item.Digest == h.Digest {
			s.expiries.Add(1)
			return item.DeletedBy, true
		}
	}
	return "", true
}

// renew pushes an image again that a rule may be taking at this moment: from then on it is as new.
func (s *stress) renew(c *Client, repository string) {
	h, found := s.kept.take(c.random, fleeting, repository)
	if !found {
		return
	}
	if h.tag == "" || len(h.parts) > 0 {
		s.look(c, h)
		return
	}
	sent, outcome := s.put(c, h.Manifest, h.tag, h.seen)
	switch outcome {
	case OK:
		h.seen, h.mayGo = sent, sent.Add(s.expiry)
		s.kept.put(fleeting, h)
	case Refused:
		s.expired(c, h)
	case Unknown:
		s.kept.put(fleeting, h)
	}
}
