package keys

import (
	"fmt"
	"testing"
	"time"
)

func TestCacheIsBoundedAndShort(t *testing.T) {
	now := time.Unix(0, 0)
	c := newCache(2, time.Minute, func() time.Time { return now })
	for i := range 3 {
		c.put(fmt.Sprint(i), &Box{}, c.mark())
		c.get("0") // used last, so it stays
	}
	for owner, kept := range map[string]bool{"0": true, "1": false, "2": true} {
		if _, ok := c.get(owner); ok != kept {
			t.Errorf("box %s kept: %v, want %v", owner, ok, kept)
		}
	}
	now = now.Add(time.Minute)
	if _, ok := c.get("0"); ok {
		t.Error("a box outlived its time")
	}
	mark := c.mark()
	c.drop("5")
	c.put("5", &Box{}, mark)
	if _, ok := c.get("5"); ok {
		t.Error("a box that was read before its key was destroyed is cached after")
	}
}
