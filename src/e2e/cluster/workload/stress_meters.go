package main

import (
	"bufio"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Meters adds up what counters say over the lives of a process that is killed. What it counted in its last half second is lost.
type meters struct {
	mutex sync.Mutex
	last  map[string]float64 // of the process that runs
	lives map[string]float64 // of those before it
	over  chan struct{}
	done  sync.WaitGroup
}

func watch(management string) *meters {
	m := &meters{last: map[string]float64{}, lives: map[string]float64{}, over: make(chan struct{})}
	client := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{}}
	m.done.Add(1)
	go func() {
		defer m.done.Done()
		ticker := time.NewTicker(500 * time.Millisecond)
		for {
			m.scrape(client, management+"/actuator/prometheus")
			select {
			case <-m.over:
				return
			case <-ticker.C:
			}
		}
	}()
	return m
}

func (m *meters) scrape(client *http.Client, address string) {
	response, err := client.Get(address)
	if err != nil {
		return
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusOK {
		m.read(response.Body)
	}
}

func (m *meters) read(text io.Reader) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	lines := bufio.NewScanner(text)
	for lines.Scan() {
		name, number, found := strings.Cut(lines.Text(), " ")
		value, err := strconv.ParseFloat(number, 64)
		if !found || err != nil || !strings.HasPrefix(name, "staithe_") {
			continue
		}
		if value < m.last[name] {
			m.lives[name] += m.last[name]
		}
		m.last[name] = value
	}
}

// sum of a counter, whatever its labels are.
func (m *meters) sum(metric string) float64 {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	sum := 0.0
	for _, values := range []map[string]float64{m.last, m.lives} {
		for name, value := range values {
			if name == metric || strings.HasPrefix(name, metric+"{") {
				sum += value
			}
		}
	}
	return sum
}

func (m *meters) stop() {
	close(m.over)
	m.done.Wait()
}
