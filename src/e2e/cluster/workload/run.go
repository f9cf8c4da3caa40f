package main

import (
	"flag"
	"fmt"
	"math/rand"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// A tag lives for so long, then another name takes its place: no register gets too many requests without an answer,
// which would make porcupine slow.
const tagLife = 8 * time.Second

func run(arguments []string) error {
	flags := flag.NewFlagSet("run", flag.ExitOnError)
	address := flags.String("url", "http://127.0.0.1:5000", "the registry")
	path := flags.String("history", "history.jsonl", "the file that each request is noted in")
	seed := flags.Int64("seed", 1, "of all that is chosen at random")
	prefix := flags.String("prefix", "cluster", "of the repositories' names; nothing may be there before")
	clients := flags.Int("clients", 8, "how many work at once")
	length := flags.Duration("for", 0, "how long; 0 until SIGTERM")
	strict := flags.Bool("strict", false, "whether a request without an answer is a failure")
	flags.Parse(arguments)
	history, err := OpenHistory(*path)
	if err != nil {
		return err
	}
	repositories := []string{*prefix + "/one", *prefix + "/two", *prefix + "/three"}
	patience := restless
	if *strict {
		patience = patient
	}
	if err := work(*address, patience, repositories, history, *seed, *clients, ended(*length)); err != nil {
		return err
	}
	history.Print(os.Stdout)
	fmt.Printf("operations %d\nunknown %d\nunexpected %d\n",
		history.Count(OK, Refused, Unknown, Unexpected, Corrupt), history.Count(Unknown), history.Count(Unexpected, Corrupt))
	if err := history.Close(); err != nil {
		return err
	}
	if *strict && history.Count(Unknown, Unexpected, Corrupt) > 0 {
		return fmt.Errorf("a request failed")
	}
	return nil
}

func ended(length time.Duration) *atomic.Bool {
	over := &atomic.Bool{}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	var clock <-chan time.Time
	if length > 0 {
		clock = time.After(length)
	}
	go func() {
		select {
		case <-signals:
		case <-clock:
		}
		over.Store(true)
	}()
	return over
}

func work(address string, patience time.Duration, repositories []string, history *History, seed int64, clients int, over *atomic.Bool) error {
	known, started := newKnown(), time.Now()
	var group sync.WaitGroup
	for id := range clients {
		registry, err := NewRegistry(address, patience)
		if err != nil {
			return err
		}
		c := &Client{id: id, registry: registry, repositories: repositories,
			random: rand.New(rand.NewSource(seed + int64(id))), history: history, known: known}
		group.Add(1)
		go func() {
			defer group.Done()
			for !over.Load() {
				c.once(int(time.Since(started) / tagLife))
			}
		}()
	}
	group.Wait()
	return nil
}

const tagsAtOnce = 2

// once does one thing, in the proportions of a busy registry with far too much going on in few tags.
func (c *Client) once(age int) {
	repository := c.repository()
	if c.random.Intn(20) == 0 && age > 0 {
		age = c.random.Intn(age)
	}
	tag := fmt.Sprintf("t%d-%d", age, c.random.Intn(tagsAtOnce))
	switch dice := c.random.Intn(100); {
	case dice < 32:
		c.readTag(c.getOrHead(), repository, tag)
	case dice < 48:
		c.pushImage(repository, tag)
	case dice < 60:
		c.moveTag(repository, tag)
	case dice < 68:
		c.remove(DeleteTag, repository, tag, "")
	case dice < 73:
		c.deleteManifest(repository)
	case dice < 81:
		c.pull(repository, tag)
	case dice < 86:
		c.readKnown(repository)
	case dice < 90:
		c.pushLoose(repository)
	case dice < 94:
		c.deleteLoose(repository)
	case dice < 98:
		c.mountSome(repository)
	default:
		c.abandon(repository)
	}
}

func (c *Client) repository() string {
	return c.repositories[c.random.Intn(len(c.repositories))]
}

func (c *Client) getOrHead() string {
	if c.random.Intn(3) == 0 {
		return http.MethodHead
	}
	return http.MethodGet
}

// condition is none for half of all pushes; otherwise what the client saw, or thinks that it is the first.
func (c *Client) condition(repository, tag string) string {
	switch c.random.Intn(4) {
	case 0:
		return "*"
	case 1:
		if answer, found := c.readTag(http.MethodHead, repository, tag); found {
			return answer.Header.Get("Docker-Content-Digest")
		}
	}
	return ""
}

func (c *Client) pushImage(repository, tag string) {
	blobs := []Blob{}
	for range 1 + c.random.Intn(2) {
		blob := c.layerToPush(repository)
		if !c.pushBlob(blob) {
			return
		}
		c.known.addLayer(blob)
		blob.content = nil
		blobs = append(blobs, blob)
	}
	if old, found := c.known.layer(c.random, repository); found {
		blobs = append(blobs, old)
	}
	c.made++
	manifest := newManifest(repository, fmt.Sprintf("%d-%d", c.id, c.made), blobs)
	c.pushManifest(manifest, tag, c.condition(repository, tag))
}

// layerToPush is at times what another client pushes at this moment.
func (c *Client) layerToPush(repository string) Blob {
	if c.random.Intn(10) == 0 {
		if twin, found := c.known.twin(repository); found {
			return twin
		}
	}
	return newBlob(c.random, repository)
}

func (c *Client) moveTag(repository, tag string) {
	if manifest, found := c.known.manifest(c.random, repository); found {
		c.pushManifest(manifest, tag, c.condition(repository, tag))
	}
}

func (c *Client) deleteManifest(repository string) {
	if manifest, found := c.known.manifest(c.random, repository); found {
		c.remove(DeleteManifest, repository, "", manifest.Digest)
	}
}

func (c *Client) readKnown(repository string) {
	if manifest, found := c.known.manifest(c.random, repository); found {
		c.readManifest(c.getOrHead(), repository, manifest.Digest)
	}
	if blob, found := c.known.layer(c.random, repository); found {
		c.readBlob(c.getOrHead(), repository, blob.Digest)
	}
}

// pushLoose pushes a blob that no image has, so that it may be deleted.
func (c *Client) pushLoose(repository string) {
	blob := newBlob(c.random, repository)
	blob.loose = true
	if c.random.Intn(2) == 0 {
		c.known.addLoose(blob)
	}
	if c.upload(blob, c.chunks(blob)) {
		c.known.addLoose(blob)
	}
}

func (c *Client) deleteLoose(repository string) {
	if blob, found := c.known.looseBlob(c.random, repository); found {
		c.remove(DeleteBlob, repository, "", blob.Digest)
		c.readBlob(c.getOrHead(), repository, blob.Digest)
	}
}

func (c *Client) mountSome(target string) {
	source := c.repository()
	if blob, found := c.known.looseBlob(c.random, source); found && c.random.Intn(2) == 0 {
		c.mount(target, blob)
		c.readBlob(c.getOrHead(), target, blob.Digest)
		return
	}
	if blob, found := c.known.layer(c.random, source); found && c.mount(target, blob) {
		c.known.addLayer(Blob{Repository: target, Digest: blob.Digest, Size: blob.Size})
		c.readBlob(c.getOrHead(), target, blob.Digest)
	}
}

// abandon starts an upload and cancels it, or walks away.
func (c *Client) abandon(repository string) {
	blob := newBlob(c.random, repository)
	location, started := c.start(repository)
	if !started {
		return
	}
	s := &session{client: c, blob: blob, plan: plan{patched: blob.Size}, location: location}
	if s.next() == OK && c.random.Intn(2) == 0 {
		c.cancel(s.location, repository)
	}
}
