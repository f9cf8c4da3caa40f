package main

import (
	"net/http"
	"net/url"
	"time"
)

// pins does something about what is pinned, in a repository in which nearly everything else expires.
func (s *stress) pins(c *Client) {
	switch c.random.Intn(4) {
	case 0:
		if h, found := s.kept.take(c.random, fleeting, expiring); found {
			s.pin(c, h)
		}
	case 1:
		if h, found := s.kept.take(c.random, pinned, expiring); found {
			s.unpin(c, h)
		}
	case 2:
		if h, found := s.kept.one(c.random, pinned, expiring); found {
			h.with(func() { s.deleteInVain(c, h) })
		}
	default:
		if h, found := s.kept.one(c.random, pinned, expiring); found {
			s.check(c, h)
		}
	}
}

// persistent outlasts a slow start: a pin that nobody knows of would stay for ever.
func (c *Client) persistent() *backoff {
	return &backoff{random: c.random, most: 300}
}

func (s *stress) pin(c *Client, h *held) {
	h.pin = h.Digest
	if h.tag != "" && c.random.Intn(2) == 0 {
		h.pin = h.tag
	}
	for b := c.persistent(); b.again(); {
		answer, err := s.call(c, http.MethodPost, "/api/v1/pins",
			map[string]string{"repository": h.Repository, "reference": h.pin, "reason": "somebody needs it"})
		switch {
		case unknown(answer, err):
			continue
		case answer.Status == http.StatusOK:
			s.pinnings.Add(1)
			s.kept.put(pinned, h)
		case answer.Status == http.StatusNotFound:
			s.expired(c, h)
		default:
			s.violated("%s@%s cannot be pinned: %s", h.Repository, h.Digest, explain(answer, err))
		}
		return
	}
}

// unpin lets a rule take it at once. Who still knows it as pinned keeps off the old one.
func (s *stress) unpin(c *Client, h *held) {
	h.leave()
	first, sure := time.Now(), true
	for b := c.persistent(); b.again(); {
		answer, err := s.call(c, http.MethodDelete,
			"/api/v1/pins?repository="+h.Repository+"&reference="+url.QueryEscape(h.pin), nil)
		switch {
		case unknown(answer, err):
			sure = false
			continue
		case answer.Status == http.StatusNoContent || !sure && answer.Status == http.StatusNotFound:
			s.kept.put(fleeting, &held{Manifest: h.Manifest, parts: h.parts, tag: h.tag, seen: first, mayGo: first})
		default:
			s.violated("the pin of %s@%s cannot be taken back: %s", h.Repository, h.Digest, explain(answer, err))
		}
		return
	}
}

func (s *stress) deleteInVain(c *Client, h *held) {
	e := c.entry(DeleteManifest, h.Repository)
	e.Digest = h.Digest
	answer, err := c.registry.Send(Request{Method: http.MethodDelete, Path: "/v2/" + h.Repository + "/manifests/" + h.Digest})
	if c.end(e, answer, err, http.StatusAccepted, http.StatusForbidden) == OK {
		s.violated("%s@%s is pinned by %s, and was deleted", h.Repository, h.Digest, h.pin)
	}
}
