package keys

import (
	"container/list"
	"sync"
	"time"
)

// cache holds the boxes used last, for a short time.
type cache struct {
	size int
	ttl  time.Duration
	now  func() time.Time

	mu      sync.Mutex
	byOwner map[string]*list.Element
	recent  *list.List // of cached, the one used last in front
	drops   int        // how many drops there were
}

type cached struct {
	owner string
	box   *Box
	until time.Time
}

func newCache(size int, ttl time.Duration, now func() time.Time) *cache {
	return &cache{size: size, ttl: ttl, now: now, byOwner: map[string]*list.Element{}, recent: list.New()}
}

func (c *cache) get(owner string) (*Box, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byOwner[owner]
	if !ok {
		return nil, false
	}
	entry := e.Value.(cached)
	if !c.now().Before(entry.until) {
		c.remove(e)
		return nil, false
	}
	c.recent.MoveToFront(e)
	return entry.box, true
}

// mark is taken before a load and given to put.
func (c *cache) mark() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.drops
}

// put keeps a box, unless something was dropped since the mark: the box may have
// been read just before its key was destroyed.
func (c *cache) put(owner string, box *Box, mark int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.drops != mark {
		return
	}
	if e, ok := c.byOwner[owner]; ok {
		c.remove(e)
	}
	c.byOwner[owner] = c.recent.PushFront(cached{owner, box, c.now().Add(c.ttl)})
	if c.recent.Len() > c.size {
		c.remove(c.recent.Back())
	}
}

func (c *cache) drop(owner string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drops++
	if e, ok := c.byOwner[owner]; ok {
		c.remove(e)
	}
}

func (c *cache) remove(e *list.Element) {
	delete(c.byOwner, e.Value.(cached).owner)
	c.recent.Remove(e)
}
