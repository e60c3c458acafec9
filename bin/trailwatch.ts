console.log('trailwatch');
