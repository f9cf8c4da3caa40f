package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

const indexType = "application/vnd.oci.image.index.v1+json"

func (m Manifest) descriptor() descriptor {
	return descriptor{m.kind(), m.Digest, int64(len(m.content))}
}

func (m Manifest) kind() string {
	if m.mediaType == "" {
		return imageType
	}
	return m.mediaType
}

// newIndex has all that its children have.
func newIndex(repository, name string, children []Manifest) Manifest {
	index := Manifest{Repository: repository, mediaType: indexType}
	entries := []descriptor{}
	for _, child := range children {
		entries = append(entries, child.descriptor())
		index.Blobs = append(index.Blobs, child.Blobs...)
	}
	return index.of(map[string]any{
		"schemaVersion": 2,
		"mediaType":     indexType,
		"manifests":     entries,
		"annotations":   map[string]string{"name": name},
	})
}

// newReferrer is what a signature would be.
func newReferrer(subject Manifest, config Blob) Manifest {
	return Manifest{Repository: subject.Repository, Blobs: []Blob{config}}.of(map[string]any{
		"schemaVersion": 2,
		"mediaType":     imageType,
		"artifactType":  "application/vnd.example.signature",
		"config":        descriptor{configType, config.Digest, config.Size},
		"layers":        []descriptor{},
		"subject":       subject.descriptor(),
	})
}

func (m Manifest) of(parts map[string]any) Manifest {
	content, err := json.Marshal(parts)
	if err != nil {
		panic(err)
	}
	m.content, m.Digest = content, digestOf(content)
	return m
}

// pushIndex pushes images without tags, an index that names them, and at times what has the index as its subject. A rule that
// takes the index takes all of it, and none of it as long as the index stays.
func (s *stress) pushIndex(c *Client, repository string) {
	began := time.Now()
	children := []Manifest{}
	for range 1 + c.random.Intn(2) {
		blobs, found := s.layers(c, repository)
		if !found {
			return
		}
		c.made++
		child := newManifest(repository, fmt.Sprintf("%d-%d", c.id, c.made), blobs)
		if _, outcome := s.put(c, child, "", began); outcome != OK {
			return
		}
		children = append(children, child)
	}
	name := fmt.Sprintf("%d-%d", c.id, c.made)
	index, tag, expires := newIndex(repository, name, children), "keep-"+name, c.random.Intn(2) == 0
	if expires {
		tag = "build-" + name
	}
	sent, outcome := s.put(c, index, tag, began)
	if outcome != OK {
		return
	}
	h := &held{Manifest: index, parts: children, tag: tag, seen: sent}
	if expires {
		h.mayGo = sent.Add(s.expiry)
	}
	if c.random.Intn(2) == 0 {
		referrer := newReferrer(index, index.Blobs[0])
		if _, outcome := s.put(c, referrer, "", began); outcome == OK {
			h.parts = append(h.parts, referrer)
		}
	}
	s.shelve(h)
}

// partsSince a moment at which the index was there go with it and not before.
func (s *stress) partsSince(c *Client, h *held, moment time.Time) {
	for _, part := range h.parts {
		answer, found := c.readManifest(http.MethodGet, part.Repository, part.Digest)
		if !found && answer.Status == http.StatusNotFound && !h.mayBeGone() {
			s.violated("%s of %s@%s, which was there %s ago, is not there", part.Digest, h.Repository, h.Digest, time.Since(moment))
		}
	}
}
