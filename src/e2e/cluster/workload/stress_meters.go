package main

import (
	"bufio"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Meters adds up what counters say over the lives of processes that are killed. What one counted in its last half second is lost.
type meters struct {
	mutex sync.Mutex
	last  map[meter]float64 // of the processes that run
	lives map[meter]float64 // of those before them
	peaks map[meter]float64
	over  chan struct{}
	done  sync.WaitGroup
}

type meter struct{ node, name string }

func (m meter) is(metric string) bool {
	return m.name == metric || strings.HasPrefix(m.name, metric+"{")
}

func watch(management []string) *meters {
	m := &meters{last: map[meter]float64{}, lives: map[meter]float64{}, peaks: map[meter]float64{}, over: make(chan struct{})}
	client := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{}}
	for _, node := range management {
		m.done.Add(1)
		go func() {
			defer m.done.Done()
			ticker := time.NewTicker(500 * time.Millisecond)
			for {
				m.scrape(client, node)
				select {
				case <-m.over:
					return
				case <-ticker.C:
				}
			}
		}()
	}
	return m
}

func (m *meters) scrape(client *http.Client, node string) {
	response, err := client.Get(node + "/actuator/prometheus")
	if err != nil {
		return
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusOK {
		m.read(node, response.Body)
	}
}

func (m *meters) read(node string, text io.Reader) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	lines := bufio.NewScanner(text)
	for lines.Scan() {
		name, number, found := strings.Cut(lines.Text(), " ")
		value, err := strconv.ParseFloat(number, 64)
		if !found || err != nil || math.IsNaN(value) || !strings.HasPrefix(name, "staithe_") {
			continue
		}
		one := meter{node, name}
		if value < m.last[one] {
			m.lives[one] += m.last[one]
		}
		m.last[one] = value
		m.peaks[one] = max(m.peaks[one], math.Abs(value))
	}
}

// sum of a counter over all nodes, whatever its labels are.
func (m *meters) sum(metric string) float64 {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	sum := 0.0
	for _, values := range []map[meter]float64{m.last, m.lives} {
		for one, value := range values {
			if one.is(metric) {
				sum += value
			}
		}
	}
	return sum
}

// peak is the farthest from 0 that any node ever said.
func (m *meters) peak(metric string) float64 {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	peak := 0.0
	for one, value := range m.peaks {
		if one.is(metric) {
			peak = max(peak, value)
		}
	}
	return peak
}

func (m *meters) stop() {
	close(m.over)
	m.done.Wait()
}
