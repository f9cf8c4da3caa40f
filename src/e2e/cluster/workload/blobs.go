package main

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
)

func bytesOf(content []byte) io.Reader {
	return bytes.NewReader(content)
}

// pushBlob sends the blob in one of the ways that the specification knows, and says whether it was acknowledged.
func (c *Client) pushBlob(blob Blob) bool {
	c.known.begin(blob)
	switch c.random.Intn(4) {
	case 0:
		return c.pushAtOnce(blob)
	case 1:
		return c.upload(blob, plan{})
	case 2:
		return c.upload(blob, plan{patched: blob.Size, stream: true})
	default:
		return c.upload(blob, c.chunks(blob))
	}
}

// pushAtOnce is a POST with the content.
func (c *Client) pushAtOnce(blob Blob) bool {
	for b := c.backoff(); b.again(); {
		e := c.blobEntry(blob)
		answer, err := c.registry.Send(Request{Method: http.MethodPost, Size: blob.Size, Body: bytesOf(blob.content),
			Path: "/v2/" + blob.Repository + "/blobs/uploads/?digest=" + url.QueryEscape(blob.Digest)})
		switch c.end(e, answer, err, http.StatusCreated, 0) {
		case OK:
			return true
		case Unexpected:
			return false
		}
	}
	return false
}

func (c *Client) blobEntry(blob Blob) Entry {
	e := c.entry(PushBlob, blob.Repository)
	e.Digest = blob.Digest
	return e
}

// mount asks for a blob of another repository. That there is none to mount is as good as a read that found nothing.
func (c *Client) mount(target string, blob Blob) bool {
	for b := c.backoff(); b.again(); {
		e := c.entry(PushBlob, target)
		e.Digest = blob.Digest
		answer, err := c.registry.Send(Request{Method: http.MethodPost,
			Path: "/v2/" + target + "/blobs/uploads/?mount=" + url.QueryEscape(blob.Digest) + "&from=" + url.QueryEscape(blob.Repository)})
		if answer.Status == http.StatusAccepted && err == nil {
			c.notMounted(e, blob, answer.Header.Get("Location"))
			return false
		}
		switch c.end(e, answer, err, http.StatusCreated, 0) {
		case OK:
			return true
		case Unexpected:
			return false
		}
	}
	return false
}

func (c *Client) notMounted(e Entry, blob Blob, location string) {
	e.Kind, e.Repository, e.Outcome, e.Detail = ReadBlob, blob.Repository, OK, "not mounted"
	c.history.Add(e)
	c.cancel(location, e.Repository)
}

// cancel ends an upload that nobody wants any more.
func (c *Client) cancel(location, repository string) {
	sure := true
	for b := c.backoff(); b.again(); {
		e := c.entry(Session, repository)
		answer, err := c.registry.Send(Request{Method: http.MethodDelete, Path: location})
		gone := 0
		if !sure {
			gone = http.StatusNotFound
		}
		if c.end(e, answer, err, http.StatusNoContent, gone) != Unknown {
			return
		}
		sure = false
	}
}
